import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import type { ExchangeDetail } from '../../../../contract/http/exchange.ts';
import { Notice } from '../../../ui/Notice.tsx';
import { formatCount } from '../../../ui/format.ts';
import { AnswerActs } from './AnswerActs.tsx';
import { type Tab as TabName, useWanted } from './tabs.ts';

/** The views of an answer, and what can be done with it. */
export function AnswerTabs({
  ids,
  tabs,
  tab,
  detail,
}: {
  ids: string;
  tabs: readonly TabName[];
  tab: TabName;
  detail: ExchangeDetail;
}) {
  const figure = (name: TabName): string => {
    const { expectations, hops } = detail;
    const answer = hops.at(-1)?.answer;
    if (name === 'Headers') return answer ? formatCount(answer.headers.length) : '';
    if (name === 'Expectations')
      return `${expectations.filter(({ ok }) => ok).length}/${expectations.length}`;
    return '';
  };
  return (
    <div className="wb-pane-bar wb-answer-bar">
      <Tabs
        value={tab}
        onChange={(_event, next: TabName) => useWanted.setState({ tab: next })}
        aria-label="Views of the answer"
        className="wb-bytes-tabs"
      >
        {tabs.map((name) => (
          <Tab
            key={name}
            value={name}
            id={`${ids}-${name}`}
            aria-controls={`${ids}-panel`}
            label={
              <span>
                {name}
                {figure(name) ? <span className="wb-answer-figure"> {figure(name)}</span> : null}
              </span>
            }
          />
        ))}
      </Tabs>
      <span className="wb-grow" />
      <Notice where="answer" />
      <AnswerActs detail={detail} />
    </div>
  );
}
