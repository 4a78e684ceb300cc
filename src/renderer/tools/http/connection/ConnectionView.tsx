import type { HttpSession } from '../../../../contract/tools/http.ts';
import { SessionPane } from '../../../ui/session/SessionPane.tsx';
import { httpBench } from '../bench.ts';
import { SocketFigures, SocketNotices } from '../websocket/SocketHead.tsx';
import { WebSocketComposer } from '../websocket/WebSocketComposer.tsx';
import { ConnectionTls, RefusedCertificate } from './Security.tsx';

/** A connection: its exact bytes both ways. */
export function ConnectionView({ session }: { session: HttpSession }) {
  return (
    <SessionPane
      of={httpBench}
      session={session}
      Compose={session.details.webSocket ? WebSocketComposer : undefined}
      header={
        <>
          <ConnectionTls session={session} />
          <SocketFigures session={session} />
        </>
      }
    >
      <RefusedCertificate key={session.id} id={session.id} />
      <SocketNotices session={session} />
    </SessionPane>
  );
}
