import type { Exchange, ExchangeDetail } from '../../../../contract/http/exchange.ts';
import { formatBytes, formatDuration, formatExact, formatTime } from '../../../ui/format.ts';
import { useNow } from '../../../ui/use-now.ts';
import { isUnderWay } from '../request/exchanges.ts';
import { AnswerProgress } from './AnswerProgress.tsx';
import { formatMs, phasesOf } from './phases.ts';

/** One line: the status, how long it took and how much came. */
export function AnswerHead({ exchange, detail }: { exchange: Exchange; detail: ExchangeDetail | null }) {
  const { status, reason, version, ms, bytes, hops, state, expectations, failure } = exchange;
  const hop = detail?.hops.at(-1);
  const going = isUnderWay(exchange);
  const { expected, received, decoded } = bytes;
  // It is whole, and not what was asked for.
  const after = failure?.code === 'TOO_MANY_REDIRECTS' ? 'Not followed' : STATES_AFTER[state];
  const share =
    going && expected
      ? ` of ${formatBytes(expected)} (${Math.floor((Math.min(received, expected) / expected) * 100)} %)`
      : '';
  const coded = detail && detail.body.codings.length > 0 && decoded !== received;
  return (
    <div className="wb-answer-head" role="group" aria-label="Status">
      {status === null ? (
        <strong data-kind={state === 'failed' ? 'bad' : 'none'}>{STATES[state]}</strong>
      ) : (
        <strong data-kind={kindOf(status)} title={meaningOf(status)}>
          {status} {reason}
        </strong>
      )}
      {status !== null && after ? <span>{after}</span> : null}
      {expectations.passed + expectations.failed > 0 ? (
        <span data-kind={expectations.failed > 0 ? 'bad' : 'good'}>
          {expectations.failed > 0
            ? `✗ ${expectations.failed} of ${expectations.passed + expectations.failed} expectations failed`
            : `✓ ${expectations.passed} ${expectations.passed === 1 ? 'expectation' : 'expectations'} met`}
        </span>
      ) : null}
      {version ? <span>HTTP/{version}</span> : null}
      {ms === null ? (
        going ? (
          <Elapsed since={exchange.startedAt} />
        ) : null
      ) : (
        <span title="From the beginning to the last byte, all hops together">{formatMs(ms)}</span>
      )}
      {hop ? <Strip hop={hop} /> : null}
      {status === null ? null : (
        <span title={`${formatExact(received)} on the wire`}>
          {formatBytes(received)}
          {share}
          {coded ? ` (${detail.body.codings.join(', ')}), ${formatBytes(decoded)} decoded` : ''}
        </span>
      )}
      {state === 'receiving' ? <AnswerProgress exchange={exchange} /> : null}
      {hops > 1 ? <span>{hops} hops</span> : null}
      {hop?.reused ? <span title="It carried other requests before">Reused connection</span> : null}
      <span className="wb-answer-when">{formatTime(exchange.startedAt)}</span>
    </div>
  );
}

/** How long it has been under way; under a second nobody reads it. */
function Elapsed({ since }: { since: number }) {
  const ms = useNow(true) - since;
  return ms < 1000 ? null : <span>{formatDuration(ms)}</span>;
}

/** The phases of the last hop in one small bar; the tab Timing says them in words. */
function Strip({ hop }: { hop: ExchangeDetail['hops'][number] }) {
  const phases = phasesOf(hop.timing);
  const whole = phases.reduce((sum, { ms }) => sum + ms, 0);
  if (whole === 0) return null;
  const words = phases.map(({ name, ms }) => `${name} ${formatMs(ms)}`).join(', ');
  return (
    <span className="wb-answer-strip" role="img" aria-label={words} title={words}>
      {phases.map(({ key, ms }) => (
        <i key={key} data-phase={key} style={{ flexGrow: ms / whole }} />
      ))}
    </span>
  );
}

const STATES: Record<Exchange['state'], string> = {
  waiting: 'Waiting…',
  sending: 'Sending…',
  receiving: 'Receiving…',
  done: 'No answer',
  failed: 'No answer',
  cancelled: 'Cancelled',
};
/** What is said beside a status. */
const STATES_AFTER: Partial<Record<Exchange['state'], string>> = {
  sending: 'Sending…',
  receiving: 'Receiving…',
  failed: 'Cut short',
  cancelled: 'Cancelled',
};

const kindOf = (status: number): string =>
  status >= 400 ? 'bad' : status >= 300 ? 'warn' : status >= 200 ? 'good' : 'none';

/** What the class of a status means (RFC 9110, 15). */
const meaningOf = (status: number): string =>
  ['', 'Informational', 'Successful', 'Redirection', 'The client’s mistake', 'The server’s mistake'][
    Math.floor(status / 100)
  ] ?? '';
