import { useEffect, useState } from 'react';
import type { TlsBrief, TlsInfo } from '../../../contract/tls.ts';
import { toFailure } from '../../bridge/failure.ts';

export interface Told {
  info: TlsInfo | null;
  /** Why there is none. */
  problem: string | null;
}

const NOTHING: Told = { info: null, problem: null };

/**
 * What `ask` answers of one end of TLS, asked anew when the brief of it says that there is more to know. `ask` is the
 * same function from draw to draw; `none` is said where it answers null.
 */
export function useTlsInfo(
  brief: TlsBrief | null | undefined,
  none: string,
  ask: (signal: AbortSignal) => Promise<TlsInfo | null>,
): Told {
  const [told, setTold] = useState({ ...NOTHING, ask });
  // It changes when the handshake ends, and with the keys that come.
  const stage = brief ? `${brief.state} ${brief.keys}` : '';
  useEffect(() => {
    const stop = new AbortController();
    ask(stop.signal)
      .then((info) => setTold({ info, problem: info ? null : none, ask }))
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        const problem = toFailure(error).message;
        // What was known of it before still stands.
        setTold((before) => ({ info: before.ask === ask ? before.info : null, problem, ask }));
      });
    return () => stop.abort();
  }, [ask, none, stage]);
  return told.ask === ask ? told : NOTHING;
}
