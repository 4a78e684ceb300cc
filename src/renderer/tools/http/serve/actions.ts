import type { Mend } from '../../../../contract/failure.ts';
import type { HttpRequest } from '../../../../contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../../contract/payload/http-request.ts';
import type { HttpListener } from '../../../../contract/tools/http.ts';
import { getClient } from '../../../bridge/connection.ts';
import { toFailure } from '../../../bridge/failure.ts';
import { announce } from '../../../ui/announce.ts';
import { pickFolder } from '../../../ui/files/pick.ts';
import { focusField } from '../../../ui/form/focus.ts';
import { mendedFields } from '../../../ui/form/mends.ts';
import { firstOf } from '../../../ui/form/read.ts';
import { serverWish } from '../../../ui/tls/tls-form.ts';
import { openAtUrl } from '../request/open.ts';
import { httpState } from '../store.ts';
import { readRoutes, readServeForm, type RouteDraft } from './forms.ts';
import { sampleOf } from './sample-route.ts';
import { bindServer, editServe, openServeDialog, useServe } from './serve-store.ts';

/** What can be done with servers. What fails is shown where it was asked for, and said to screen readers. */

export async function startServer(): Promise<void> {
  const { form, routes, tls, starting } = useServe.getState();
  if (starting) return;
  const read = readServeForm(form, routes);
  useServe.setState({ errors: read.ok ? {} : read.errors, failure: null });
  if (!read.ok) return focusField('serve', firstOf(read.errors, form));
  useServe.setState({ starting: true });
  try {
    const { listener, url } = await getClient().httpServer.start({
      ...read.input,
      ...(form.tls ? { tls: serverWish(tls) } : {}),
    });
    bindServer(listener);
    httpState.select({ kind: 'listener', id: listener });
    focusField('serve', 'requestIt');
    announce(`Serving ${url}`);
  } catch (error) {
    const failure = toFailure(error);
    useServe.setState({ failure });
    announce(failure.message);
    if (failure.field) focusField('serve', failure.field);
  } finally {
    useServe.setState({ starting: false });
  }
}

export function mendServe({ set, submit }: Mend): void {
  bindServer(null);
  editServe(mendedFields(useServe.getState().form, set));
  if (submit) void startServer();
  else focusField('serve', Object.keys(set)[0] ?? 'address');
}

/** Empties the form for one more server. */
export function newServer(): void {
  bindServer(null);
  focusField('serve', 'address');
}

export const stopServer = (listener: string, closeClients: boolean) =>
  httpState.act(listener, async () => {
    await getClient().httpServer.stop({ listener, closeClients });
    announce('The server has stopped');
    focusField('serve', 'start');
  });

export const closeClients = (listener: string) =>
  httpState.act(listener, async () => {
    const { closed } = await getClient().httpServer.closeClients({ listener });
    announce(closed === 1 ? '1 connection closed' : `${closed} connections closed`);
  });

export const clearLog = (listener: string) =>
  httpState.act(listener, () => getClient().httpServer.clearLog({ listener }));

/** Fills the client in for a server: a request that it answers, which trusts the certificate it shows. */
export const requestIt = ({ id, details }: HttpListener): Promise<void> =>
  httpState.act(id, async () => {
    const { serves, url, made, certificate } = details;
    const ca = made ? certificate?.pem : undefined;
    const options = ca ? { ...REQUEST_OPTIONS, tls: { ...REQUEST_OPTIONS.tls, ca } } : REQUEST_OPTIONS;
    const ask = (more: Partial<HttpRequest>) => openAtUrl(blankRequest({ url, options, ...more }));
    if (serves === 'websocket-echo') ask({ kind: 'websocket', url: url.replace(/^http/, 'ws') });
    else if (serves === 'xml-rpc-echo')
      ask({
        kind: 'xml-rpc',
        method: 'POST',
        xmlRpc: { method: 'echo', params: [{ kind: 'string', value: 'hello' }] },
      });
    else if (serves === 'routes') ask(await sampleRequest(id, url));
    else ask({});
    announce(`A request to ${url} is open`);
  });

/** What a route answers: only by chance is there one for `/`. */
async function sampleRequest(listener: string, url: string): Promise<Partial<HttpRequest>> {
  const { what } = await getClient().httpServer.what({ listener });
  const sample = what.serves === 'routes' ? sampleOf(what.routes) : null;
  return sample ? { method: sample.method, url: new URL(url).origin + sample.path } : {};
}

/** Opens a request of the log in the client, to be sent again. */
export const sendAgain = (listener: string, seq: number) =>
  httpState.act(listener, async () => {
    const { request, notes } = await getClient().httpServer.request({ listener, seq });
    openAtUrl(request);
    announce(['The request is open', ...notes].join('. '));
  });

/** Uploads or none, from now on. */
export const setUpload = (listener: string, upload: boolean) =>
  httpState.act(listener, async () => {
    const { what } = await getClient().httpServer.what({ listener });
    if (what.serves === 'folder')
      await getClient().httpServer.update({ listener, what: { ...what, upload } });
  });

/** Other routes for a server that runs; rejects with why they can’t be taken. */
export async function applyRoutes(listener: string, drafts: readonly RouteDraft[]): Promise<void> {
  const read = readRoutes(drafts);
  if ('problem' in read) throw new Error(read.problem);
  await getClient().httpServer.update({ listener, what: { serves: 'routes', routes: read.routes } });
  announce('The routes are in use');
}

export async function chooseFolder(): Promise<void> {
  try {
    const folder = await pickFolder('Choose the folder to serve');
    if (folder !== null) editServe({ folder });
  } catch (error) {
    useServe.setState({ failure: toFailure(error) });
  }
}

export const closeServeDialog = (): void => openServeDialog(null);
