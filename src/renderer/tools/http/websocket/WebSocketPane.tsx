import Button from '@mui/material/Button';
import type { HttpSession } from '../../../../contract/tools/http.ts';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { Middle } from '../../../ui/Middle.tsx';
import { ActFailure } from '../../../ui/session/SessionPane.tsx';
import { SessionBody } from '../../../ui/session/SessionBody.tsx';
import { sessionState } from '../../../ui/sessions/words.ts';
import { StateDot } from '../../../ui/StateDot.tsx';
import '../answer/answer.css';
import { httpBench } from '../bench.ts';
import { ConnectionTls, RefusedCertificate } from '../connection/Security.tsx';
import { currentRequest, showConnection, useHttp } from '../store.ts';
import { useSocketOf, wasOpen } from './actions.ts';
import { figures, SocketNotices, SocketTools } from './SocketHead.tsx';
import { WebSocketComposer } from './WebSocketComposer.tsx';
import './websocket.css';

/** Messages are what one looks at here. */
const SPLIT = { id: 'http.websocket', initial: 0.58 };

/** What becomes of a WebSocket: its messages, its bytes, and what is sent next. */
export function WebSocketPane() {
  const session = useSocketOf(useHttp(currentRequest));
  if (!session)
    return (
      <Middle>
        <p>Messages appear here, with every byte of the connection. Give a URL, and press Connect.</p>
      </Middle>
    );
  return (
    <section className="wb-answer wb-socket" aria-label="WebSocket">
      <Head session={session} />
      {session.failure ? (
        <div className="wb-answer-failure">
          <FailureNotice failure={session.failure} />
        </div>
      ) : null}
      <RefusedCertificate key={session.id} id={session.id} />
      <ActFailure of={httpBench} id={session.id} />
      <SocketNotices session={session} />
      <SessionBody
        key={session.id}
        session={session}
        composer={wasOpen(session) ? <WebSocketComposer key={session.id} session={session} /> : null}
        split={SPLIT}
      />
    </section>
  );
}

const WORDS = { connecting: 'Connecting…', open: 'Open', closing: 'Closing…', over: 'Closed' } as const;

function Head({ session }: { session: HttpSession }) {
  const { webSocket } = session.details;
  const { dot } = sessionState(session);
  const state = webSocket?.state ?? 'over';
  return (
    <div className="wb-answer-head" role="group" aria-label="Status">
      <strong data-kind={session.state === 'failed' ? 'bad' : 'none'}>
        <StateDot kind={dot} /> {session.state === 'failed' ? 'Failed' : WORDS[state]}
      </strong>
      <span className="wb-socket-figures">
        {webSocket ? figures(webSocket).map((text) => <span key={text}>{text}</span>) : null}
        <ConnectionTls session={session} />
      </span>
      <SocketTools session={session} />
      <Button size="small" variant="text" onClick={() => showConnection(session.id)}>
        Show connection
      </Button>
    </div>
  );
}
