import { getClient } from '../../../bridge/connection.ts';
import { focusField } from '../../../ui/form/focus.ts';
import { currentRequest, editRequest, useHttp } from '../store.ts';
import { send } from './actions.ts';

/** Starts a server that answers what it is asked, and sends it a first request. */
export async function askInspector(): Promise<void> {
  const { url } = await getClient().httpServer.start({
    address: '127.0.0.1',
    port: 0,
    what: { serves: 'inspector' },
  });
  const { draft } = currentRequest(useHttp.getState());
  editRequest({ kind: 'http', method: draft.kind === 'http' ? draft.method : 'GET', url });
  focusField('http request', 'url');
  await send();
}
