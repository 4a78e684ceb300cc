import Button from '@mui/material/Button';
import { useState, useSyncExternalStore } from 'react';
import { toFailure } from '../../../bridge/failure.ts';
import { Middle } from '../../../ui/Middle.tsx';
import { Splitter } from '../../../ui/Splitter.tsx';
import { AnswerPane } from '../answer/AnswerPane.tsx';
import { currentRequest, patchOpen, useHttp } from '../store.ts';
import { WebSocketPane } from '../websocket/WebSocketPane.tsx';
import { send, sendToFile } from './actions.ts';
import { askInspector } from './first.ts';
import { Editor } from './Editor.tsx';
import './request.css';

/** The request that is looked at, and what came of it: one above the other, or side by side where there is room. */
export function RequestPane() {
  const wide = useSyncExternalStore(watchWidth, () => query().matches);
  const key = useHttp((s) => currentRequest(s).key);
  const exchange = useHttp((s) => currentRequest(s).exchange);
  const webSocket = useHttp((s) => currentRequest(s).draft.kind === 'websocket');
  const answer = webSocket ? (
    <WebSocketPane key={key} />
  ) : exchange ? (
    <AnswerPane key={exchange} exchange={exchange} />
  ) : (
    <NoAnswer />
  );
  // What is written of a WebSocket is short, and its messages are what one looks at.
  const id = `http.${wide ? 'beside' : 'below'}${webSocket ? '.ws' : ''}`;
  return (
    <div
      className="wb-request"
      id="http-request"
      role="tabpanel"
      aria-label="Request and answer"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
        event.preventDefault();
        void (event.shiftKey ? sendToFile() : send());
      }}
    >
      <Splitter
        key={id}
        id={id}
        direction={wide ? 'horizontal' : 'vertical'}
        initial={webSocket ? (wide ? 0.36 : 0.3) : wide ? 0.46 : 0.47}
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
  const first = useHttp((s) => currentRequest(s).draft.url === '' && currentRequest(s).draft.kind === 'http');
  const key = useHttp((s) => s.current);
  const [starting, setStarting] = useState(false);
  const start = () => {
    setStarting(true);
    askInspector()
      .catch((error: unknown) => patchOpen(key, { failure: toFailure(error) }))
      .finally(() => setStarting(false));
  };
  return (
    <Middle>
      <p>The answer appears here: its status, how long each part took, and every byte of it.</p>
      {first ? (
        <Button variant="contained" disabled={starting} onClick={start}>
          Send a request to a server started here
        </Button>
      ) : null}
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
