import { useEffect, useState } from 'react';
import type { BenchClient } from '../../../bridge/client.ts';
import { getClient, useConnection } from '../../../bridge/connection.ts';
import { isAbort, toFailure } from '../../../bridge/failure.ts';

/** The latest that a stream of main has told; `problem` is why it ended. It goes on while this is drawn. */
export function useStateStream<S>(
  /** What is followed; another key begins anew. */
  key: string,
  open: (client: BenchClient, signal: AbortSignal) => Promise<AsyncIterable<S>>,
): { state: S | null; problem: string | null } {
  const { generation } = useConnection();
  const of = `${key}|${generation}`;
  const [told, setTold] = useState<{ of: string; state: S | null; problem: string | null } | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    let last: S | null = null;
    const follow = async () => {
      for await (const state of await open(getClient(), abort.signal)) {
        if (abort.signal.aborted) return;
        last = state;
        setTold({ of, state, problem: null });
      }
    };
    follow().catch((error: unknown) => {
      const failure = toFailure(error);
      // A lost connection says so itself, and the next one follows anew.
      if (!abort.signal.aborted && !isAbort(error) && failure.code !== 'DISCONNECTED')
        setTold({ of, state: last, problem: failure.message });
    });
    return () => abort.abort();
    // What is opened follows from the key.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [of]);
  return told?.of === of ? told : { state: null, problem: null };
}
