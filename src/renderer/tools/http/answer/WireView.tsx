import Button from '@mui/material/Button';
import { useEffect, useRef, useState } from 'react';
import type { Session } from '../../../../contract/bench.ts';
import type { Hop } from '../../../../contract/http/exchange.ts';
import { useSession } from '../../../bridge/bench-store.ts';
import { getClient } from '../../../bridge/connection.ts';
import { isAbort } from '../../../bridge/failure.ts';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';
import { Middle } from '../../../ui/Middle.tsx';
import { SessionBody } from '../../../ui/session/SessionBody.tsx';
import { showConnection } from '../store.ts';
import { HopSelect } from './HopSelect.tsx';
import { WireBytes } from './WireBytes.tsx';
import { WireFrames } from './WireFrames.tsx';

/** The exact bytes of one hop, both ways, as they are in the capture of its connection. */
export function WireView({ hops }: { hops: readonly Hop[] }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [all, setAll] = useState(false);
  const index = chosen ?? hops.length - 1;
  const hop = hops[index];
  const session = useSession(hop?.session ?? null);
  if (!hop) return null;
  const open = session ? (
    <Button size="small" variant="text" onClick={() => showConnection(session.id)}>
      Show connection
    </Button>
  ) : null;
  return (
    <section className="wb-wire" aria-label="Wire">
      <div className="wb-answer-tools">
        <HopSelect hops={hops} chosen={chosen} onChoose={setChosen} />
        {session && hop.stream !== null ? (
          <InlineSelect
            label="Frames shown"
            value={all ? 'all' : 'stream'}
            options={[
              { value: 'stream', label: `Stream ${hop.stream}` },
              { value: 'all', label: 'The whole connection' },
            ]}
            onChange={(value) => setAll(value === 'all')}
          />
        ) : null}
        <span className="wb-answer-muted wb-answer-note">{session ? noteOf(hop, all) : ''}</span>
        <span className="wb-grow" />
        {open}
      </div>
      {!session ? (
        <Middle>
          <p>
            {hop.session === null
              ? 'There was no connection, so nothing went over a wire.'
              : 'The connection has left the bench, and its bytes with it. Send the request again to see them.'}
          </p>
        </Middle>
      ) : hop.wire ? (
        <Ranged key={`${session.id}${index}`} session={session} hop={hop} wire={hop.wire} />
      ) : hop.stream !== null && !all ? (
        <WireFrames key={`${session.id}${hop.stream}`} session={session} stream={hop.stream} />
      ) : (
        <SessionBody key={session.id} session={session} composer={null} />
      )}
    </section>
  );
}

function noteOf(hop: Hop, all: boolean): string {
  if (!hop.wire) return all ? '' : 'HTTP/2: the frames of this request only';
  if (!hop.reused) return 'All of the connection up to the end of this answer';
  return 'Reused connection: what belongs to this request only';
}

/** The first row of a hop, and the last one once it is known. */
function Ranged({ session, hop, wire }: { session: Session; hop: Hop; wire: NonNullable<Hop['wire']> }) {
  const [rows, setRows] = useState<{ first: number; last: number } | null>(null);
  const { id, counts } = session;
  const total = useRef(counts.rows);
  total.current = counts.rows;
  const { in: answer, out } = wire;
  // What comes later on the connection is news only as long as there is no answer.
  const news = hop.answer === null ? counts.rows : 0;
  useEffect(() => {
    const abort = new AbortController();
    const at = async (direction: 'in' | 'out', offset: number) => {
      const input = { session: id, direction, offset };
      return (await getClient().capture.rowAt(input, { signal: abort.signal })).seq;
    };
    const look = async () => {
      const first = hop.reused ? await at('out', out.from) : 0;
      const ends = await Promise.all([
        out.to > out.from ? at('out', out.to - 1) : null,
        answer.to > answer.from ? at('in', answer.to - 1) : null,
      ]);
      if (abort.signal.aborted) return;
      const last = Math.max(first ?? 0, ...ends.map((seq) => seq ?? 0));
      // Without an answer what ended the connection is part of the story.
      setRows({ first: first ?? 0, last: ends[1] === null ? total.current - 1 : last });
    };
    look().catch((error: unknown) => {
      if (!abort.signal.aborted && !isAbort(error)) setRows({ first: 0, last: total.current - 1 });
    });
    return () => abort.abort();
  }, [id, hop.reused, out.from, out.to, answer.from, answer.to, news]);
  return rows ? <WireBytes session={session} first={rows.first} last={rows.last} wire={wire} /> : null;
}
