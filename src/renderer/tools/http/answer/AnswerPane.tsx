import { useId } from 'react';
import type { ExchangeDetail } from '../../../../contract/http/exchange.ts';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { RefusedCertificate } from '../connection/Security.tsx';
import { isUnderWay, useExchange } from '../request/exchanges.ts';
import './answer.css';
import { AnswerHead } from './AnswerHead.tsx';
import { AnswerTabs } from './AnswerTabs.tsx';
import { AnswerView } from './AnswerView.tsx';
import { essence, layoutFor } from './media.ts';
import { tabsOf, useWanted } from './tabs.ts';
import { useDetail } from './use-detail.ts';

/** What came of a request: how it went, and the answer as it is looked at. */
export function AnswerPane({ exchange: id }: { exchange: string }) {
  const exchange = useExchange(id);
  const { detail, problem } = useDetail(exchange);
  const last = detail?.hops.at(-1);
  // What the failure says is not said twice.
  const note = detail?.body.note === exchange?.failure?.message ? null : detail?.body.note;
  const odd = detail ? layoutFor(detail.summary.type, detail.body.looks).odd : null;
  return (
    <section className="wb-answer" aria-label="Answer" aria-busy={isUnderWay(exchange)}>
      {exchange ? <AnswerHead exchange={exchange} detail={detail} /> : null}
      {exchange?.failure ? (
        <div className="wb-answer-failure">
          <FailureNotice failure={exchange.failure} />
        </div>
      ) : null}
      {exchange?.failure && last?.session ? (
        <RefusedCertificate key={last.session} id={last.session} />
      ) : null}
      {note ? (
        <p className="wb-answer-notes" data-kind="warn">
          {note}
        </p>
      ) : null}
      {odd ? (
        <p className="wb-answer-notes" data-kind="warn">
          The answer says {essence(detail?.summary.type ?? '')}; what came is {odd}.
        </p>
      ) : null}
      {detail?.body.savedTo ? (
        <p className="wb-answer-notes">
          {isUnderWay(exchange)
            ? 'Saving to'
            : detail.body.savedTo.endsWith('.part')
              ? 'It is not whole. What came is in'
              : 'Saved to'}{' '}
          {detail.body.savedTo}
        </p>
      ) : null}
      {problem ? <p className="wb-answer-said">{problem}</p> : null}
      {detail && detail.hops.length > 0 ? (
        <Tabs detail={detail} />
      ) : (
        <p className="wb-answer-said" role="status">
          {isUnderWay(exchange) || !exchange ? 'Waiting for an answer…' : ''}
        </p>
      )}
    </section>
  );
}

function Tabs({ detail }: { detail: ExchangeDetail }) {
  const ids = useId();
  const wanted = useWanted(({ tab }) => tab);
  const { tabs, suits } = tabsOf(detail);
  const tab = wanted && tabs.includes(wanted) ? wanted : suits;
  return (
    <>
      <AnswerTabs ids={ids} tabs={tabs} tab={tab} detail={detail} />
      <div className="wb-answer-panel" role="tabpanel" id={`${ids}-panel`} aria-labelledby={`${ids}-${tab}`}>
        <AnswerView tab={tab} detail={detail} />
      </div>
    </>
  );
}
