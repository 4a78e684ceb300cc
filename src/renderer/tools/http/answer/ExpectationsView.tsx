import type { ExchangeDetail } from '../../../../contract/http/exchange.ts';

/** What the answer should be, and whether it is. */
export function ExpectationsView({ expectations }: Pick<ExchangeDetail, 'expectations'>) {
  return (
    <ul className="wb-answer-checks wb-answer-scroll" aria-label="Expectations">
      {expectations.map(({ ok, text, found }, index) => (
        // They stay in the order in which they are written.
        <li key={index} data-kind={ok ? 'good' : 'bad'}>
          <span>{ok ? '✓ Met' : '✗ Not met'}</span>
          <span>{text}</span>
          <span className="wb-answer-muted">{ok ? '' : found}</span>
        </li>
      ))}
    </ul>
  );
}
