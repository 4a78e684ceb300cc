import { isLive } from '../../../contract/states.ts';
import type { HttpListener, HttpSession } from '../../../contract/tools/http.ts';
import { getClient } from '../../bridge/connection.ts';
import type { ToolBench } from '../../ui/sessions/tool-bench.ts';
import { httpState } from './store.ts';

const closeConnection = (session: string) =>
  httpState.act(session, () => getClient().http.close({ session }));

/** What can be done with what HTTP has on the bench. */
export const httpBench: ToolBench<HttpSession, HttpListener> = {
  ...httpState,
  sessionActs: ({ id, state }) => (isLive(state) ? [{ label: 'Close', run: () => closeConnection(id) }] : []),
  listenerActs: () => [],
  close: ({ id }) => closeConnection(id),
  stop: () => undefined,
  sessionFigure: ({ details: { requests } }) => (requests.begun > 0 ? `${requests.begun} req` : null),
};
