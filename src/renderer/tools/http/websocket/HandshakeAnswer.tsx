import { useEffect, useState } from 'react';
import type { Header } from '../../../../contract/http/exchange.ts';
import { getClient } from '../../../bridge/connection.ts';
import { formatBytes } from '../../../ui/format.ts';

interface Shown {
  line: string;
  headers: readonly Header[];
  body: string;
  note: string;
}

/** As much of a body as is shown; all of it is in the timeline. */
const MOST = 20_000;

/** An answer of the server that did not begin a WebSocket. */
export function HandshakeAnswer({ session }: { session: string }) {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let gone = false;
    const look = async () => {
      const { status, reason, headers, body, whole } = await getClient().webSocket.answer({ session });
      const text = await body.slice(0, MOST).text();
      const note = whole && body.size <= MOST ? '' : `The beginning of ${formatBytes(body.size)} or more`;
      if (!gone) setShown({ line: `${status} ${reason}`.trim(), headers, body: text, note });
    };
    // The failure above tells what there is to tell.
    look().catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [session]);
  if (!shown) return null;
  return (
    <section className="wb-socket-answer" aria-label="Answer to the handshake" tabIndex={0}>
      <h3>{shown.line}</h3>
      <dl>
        {shown.headers.map(({ name, value }, i) => (
          <div key={`${i} ${name}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {shown.body === '' ? null : <pre>{shown.body}</pre>}
      {shown.note === '' ? null : <p>{shown.note}</p>}
    </section>
  );
}
