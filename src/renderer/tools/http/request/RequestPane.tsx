import { useSyncExternalStore } from 'react';
import { Middle } from '../../../ui/Middle.tsx';
import { Splitter } from '../../../ui/Splitter.tsx';
import { AnswerPane } from '../answer/AnswerPane.tsx';
import { currentRequest, useHttp } from '../store.ts';
import { send } from './actions.ts';
import { Editor } from './Editor.tsx';
import './request.css';

/** The request that is looked at, and what came of it: one above the other, or side by side where there is room. */
export function RequestPane() {
  const wide = useSyncExternalStore(watchWidth, () => query().matches);
  const key = useHttp((s) => currentRequest(s).key);
  const exchange = useHttp((s) => currentRequest(s).exchange);
  const answer = exchange ? <AnswerPane key={exchange} exchange={exchange} /> : <NoAnswer />;
  return (
    <div
      className="wb-request"
      id="http-request"
      role="tabpanel"
      aria-label="Request and answer"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
        event.preventDefault();
        void send();
      }}
    >
      <Splitter
        key={wide ? 'beside' : 'below'}
        id={wide ? 'http.beside' : 'http.below'}
        direction={wide ? 'horizontal' : 'vertical'}
        initial={wide ? 0.46 : 0.44}
        min={wide ? [480, 480] : [152, 160]}
        label="Resize request and answer"
      >
        <Editor key={key} />
        {answer}
      </Splitter>
    </div>
  );
}

/** Nothing was sent yet. */
function NoAnswer() {
  return (
    <Middle>
      <p>The answer appears here: its status, how long each part took, and every byte of it.</p>
    </Middle>
  );
}

/** So wide a window has room for two columns of 80 characters beside the list. */
const query = () => window.matchMedia('(min-width: 1700px)');
const watchWidth = (tell: () => void) => {
  const list = query();
  list.addEventListener('change', tell);
  return () => list.removeEventListener('change', tell);
};
