import { isLive } from '../../../contract/states.ts';
import type { HttpListener, HttpSession } from '../../../contract/tools/http.ts';
import { getClient } from '../../bridge/connection.ts';
import type { ToolBench } from '../../ui/sessions/tool-bench.ts';
import { closeClients, requestIt, stopServer } from './serve/actions.ts';
import { bindServer } from './serve/serve-store.ts';
import { httpState } from './store.ts';

const closeConnection = (session: string) =>
  httpState.act(session, () => getClient().http.close({ session }));

/** What can be done with what HTTP has on the bench. */
export const httpBench: ToolBench<HttpSession, HttpListener> = {
  ...httpState,
  sessionActs: ({ id, state }) => (isLive(state) ? [{ label: 'Close', run: () => closeConnection(id) }] : []),
  listenerActs: (server) =>
    server.state === 'listening'
      ? [
          { label: 'Request it', run: () => requestIt(server) },
          { label: 'Stop, keep the clients', run: () => stopServer(server.id, false) },
          { label: 'Stop, close the clients', run: () => stopServer(server.id, true) },
          { label: 'Close its clients', disabled: server.open === 0, run: () => closeClients(server.id) },
        ]
      : [],
  close: ({ id }) => closeConnection(id),
  stop: ({ id }) => stopServer(id, false),
  onChoose({ kind, id }) {
    if (kind === 'listener') bindServer(id);
  },
  sessionFigure({ details: { requests, webSocket } }) {
    if (webSocket) return `${webSocket.messages.in + webSocket.messages.out} msg`;
    return requests.begun > 0 ? `${requests.begun} req` : null;
  },
};
