import type { Hop } from '../../../../contract/http/exchange.ts';
import { formatTime } from '../../../ui/format.ts';
import { formatMs, phasesOf, totalOf } from './phases.ts';

/** Where the time went: a bar for each phase of each hop, on one axis. `ms` is the whole of it, once it is over. */
export function TimingView({ hops, ms }: { hops: readonly Hop[]; ms: number | null }) {
  const begin = hops[0]?.startedAt ?? 0;
  const whole = Math.max(0.001, ...hops.map((hop) => hop.startedAt - begin + totalOf(hop.timing)));
  const hopped = hops.reduce((sum, hop) => sum + totalOf(hop.timing), 0);
  return (
    <div className="wb-answer-scroll wb-answer-timing">
      {hops.map((hop, index) => (
        // Hops are only ever added.
        <HopTiming key={index} hop={hop} number={index + 1} of={hops.length} begin={begin} whole={whole} />
      ))}
      {ms !== null && ms - hopped >= WORTH_SAYING_MS ? (
        <p className="wb-answer-muted">
          {formatMs(ms)} in all: {formatMs(ms - hopped)} of it went by in this app, before the request went
          out and after the last byte.
        </p>
      ) : null}
    </div>
  );
}

/** Less than this beside the phases nobody looks for. */
const WORTH_SAYING_MS = 1;

function HopTiming({
  hop,
  number,
  of,
  begin,
  whole,
}: {
  hop: Hop;
  number: number;
  of: number;
  begin: number;
  whole: number;
}) {
  const offset = hop.startedAt - begin;
  const percent = (ms: number) => `${(100 * ms) / whole}%`;
  const status = hop.answer ? `${hop.answer.status} ${hop.answer.reason}` : 'No answer';
  return (
    <section aria-label={of > 1 ? `Hop ${number}` : 'Timing'}>
      <p className="wb-answer-hop">
        {of > 1 ? <strong>{number}</strong> : null}
        <code>
          {hop.method} {hop.url}
        </code>
        <span>{status}</span>
        <strong>{formatMs(totalOf(hop.timing))}</strong>
        <span className="wb-answer-muted">
          {formatTime(hop.startedAt)}
          {hop.remote ? `, ${hop.remote}` : ''}
        </span>
      </p>
      {hop.reused ? (
        <p className="wb-answer-muted">Reused connection: no name to look up, no connect, no TLS.</p>
      ) : null}
      <table className="wb-answer-phases">
        <thead className="wb-answer-unseen">
          <tr>
            <th scope="col">Phase</th>
            <th scope="col">Time</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {phasesOf(hop.timing).map(({ key, name, from, ms }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td className="wb-answer-ms">{formatMs(ms)}</td>
              <td>
                <div className="wb-answer-axis">
                  <i data-phase={key} style={{ left: percent(offset + from), width: percent(ms) }} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hop.next ? <p className="wb-answer-next">↳ {hop.next}</p> : null}
    </section>
  );
}
