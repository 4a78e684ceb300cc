import type { Mend } from '../../../contract/failure.ts';
import type { ClientTlsInput } from '../../../contract/tls.ts';
import type { ReconnectChange } from '../../../contract/tls.ts';
import type { TcpListener, TcpSession } from '../../../contract/tools/tcp.ts';
import { isLive } from '../../../contract/states.ts';
import { benchHas, type BenchState, useBench } from '../../bridge/bench-store.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { announce } from '../../ui/announce.ts';
import { focusField, focusMessage } from '../../ui/form/focus.ts';
import { mend, mendedFields } from '../../ui/form/mends.ts';
import { firstOf, splitHost } from '../../ui/form/read.ts';
import { readRespond, type RespondForm } from '../../ui/respond/respond-form.ts';
import { hostToReach } from '../../ui/sessions/HowToReach.tsx';
import { clientWish, listenWish } from '../../ui/tls/tls-form.ts';
import { LISTEN_DEFAULTS, readConnectForm, readListenForm, type WhenPeerEnds } from './forms.ts';
import {
  bindConnection,
  bindListener,
  editConnect,
  editListen,
  keepRespondText,
  tcpState,
  useTcp,
} from './store.ts';
import { mendTls, trusting, trustOf } from './tls-actions.ts';
import { useTcpTls, verifyAgain } from './tls-store.ts';

/** Everything the page can do. What fails is shown where it was asked for, and said to screen readers. */

const { act, select } = tcpState;

/** `next`: the keyboard goes to the button that connects to it. */
export async function listen(next = true): Promise<void> {
  const { listenForm, starting } = useTcp.getState();
  if (starting) return;
  const read = readListenForm(listenForm);
  useTcp.setState({ listenErrors: read.ok ? {} : read.errors, listenFailure: null });
  if (!read.ok) return focusField('listen', firstOf(read.errors, listenForm));
  useTcp.setState({ starting: true });
  try {
    const { listener, port } = await getClient().tcp.listen({
      ...read.input,
      tls: listenWish(listenForm.tls, useTcpTls.getState().server),
    });
    keepRespondText(listener, listenForm);
    bindListener(listener);
    select({ kind: 'listener', id: listener });
    if (next) focusField('listen', 'connectTo');
    announce(read.input.path ? `Listening on ${read.input.path}` : `Listening on port ${port}`);
  } catch (error) {
    const failure = toFailure(error);
    useTcp.setState({ listenFailure: failure });
    announce(failure.message);
    if (failure.field) focusField('listen', failure.field);
  } finally {
    useTcp.setState({ starting: false });
  }
}

/** `trust`: the TLS of this one connection, whatever the settings. */
export async function connect(trust?: ClientTlsInput): Promise<void> {
  const { connectForm, connecting } = useTcp.getState();
  if (connecting) return;
  const read = readConnectForm(connectForm);
  useTcp.setState({ connectErrors: read.ok ? {} : read.errors, connectFailure: null });
  if (!read.ok) return focusField('connect', firstOf(read.errors, connectForm));
  useTcp.setState({ connecting: true });
  const asked = document.activeElement;
  try {
    const { session } = await getClient().tcp.connect({
      ...read.input,
      tls: connectForm.tls ? (trust ?? clientWish(useTcpTls.getState().client)) : undefined,
    });
    verifyAgain();
    bindConnection(session);
    select({ kind: 'session', id: session });
    whenOpen(session, () => focusMessage(asked));
  } catch (error) {
    const failure = toFailure(error);
    useTcp.setState({ connectFailure: failure });
    announce(failure.message);
    if (failure.field) focusField('connect', failure.field);
  } finally {
    useTcp.setState({ connecting: false });
  }
}

/** Runs `then` once the session is open; never where it fails, or another is chosen first. */
function whenOpen(id: string, then: () => void): void {
  const settled = ({ sessions }: BenchState): boolean => {
    if (tcpState.use.getState().selected?.id !== id) return true;
    const state = sessions.get(id)?.state;
    if (state === 'open') then();
    return state !== undefined && state !== 'resolving' && state !== 'connecting';
  };
  if (settled(useBench.getState())) return;
  const stop = useBench.subscribe((state) => {
    if (settled(state)) stop();
  });
}

/** Opens a client to one of the bench's own listeners. */
export async function connectTo(listener: string): Promise<void> {
  const target = useBench.getState().listeners.get(listener);
  if (target?.tool !== 'tcp') return;
  const { family, address, port } = target.local;
  const { tls: speaks } = target.details;
  // One that waits to be asked is spoken to as the form says.
  const tls = speaks?.when === 'when-asked' ? useTcp.getState().connectForm.tls : speaks !== null;
  editConnect({
    tls,
    ...(family === 'unix' ? { path: address } : { host: hostToReach(address), port: String(port), path: '' }),
  });
  await connect(tls ? trustOf(target) : undefined);
}

/** The first thing that a new user sees work: an echo server on a free port, and a client of it. */
export async function startEcho(): Promise<void> {
  editListen({ ...LISTEN_DEFAULTS, port: '0', respond: 'echo' });
  await listen(false);
  const { listener } = useTcp.getState();
  if (listener === null) return;
  await benchHas(listener);
  await connectTo(listener);
}

export const stopListening = (listener: string, closeClients: boolean) =>
  act(listener, async () => {
    await getClient().tcp.stopListening({ listener, closeClients });
    announce('Stopped listening');
    focusField('listen', 'start');
  });
export const closeClients = (listener: string) =>
  act(listener, () => getClient().tcp.closeClients({ listener }));
export const endSending = (session: string) => act(session, () => getClient().tcp.endSending({ session }));
export const resetSession = (session: string) => act(session, () => getClient().tcp.reset({ session }));
export const closeSession = (session: string) => act(session, () => getClient().tcp.close({ session }));
export const setWhenPeerEnds = (listener: string, whenPeerEnds: WhenPeerEnds) =>
  act(listener, () => getClient().tcp.updateListener({ listener, whenPeerEnds }));
export const setMaxClients = (listener: string, maxClients: number) =>
  act(listener, () => getClient().tcp.updateListener({ listener, maxClients }));

/** `change`: what is otherwise for this one connection. */
export const reconnect = (session: string, change?: ReconnectChange) =>
  act(session, async () => {
    const next = await getClient().tcp.reconnect({ session, change });
    if (useTcp.getState().connection === session) bindConnection(next.session);
    const asked = document.activeElement;
    select({ kind: 'session', id: next.session });
    whenOpen(next.session, () => focusMessage(asked));
  });

/** Closes what lives of everything: every listener with its clients, and every session. */
export async function closeAll(): Promise<void> {
  const listening = tcpState.listeners().filter((l) => l.state === 'listening');
  const live = tcpState.sessions().filter((s) => isLive(s.state) && s.role === 'client');
  await Promise.all([
    ...listening.map((l) => stopListening(l.id, true)),
    ...live.map((s) => closeSession(s.id)),
  ]);
}

/** Changes what a running listener answers. The sentences of fields that are wrong come back; nothing is sent then. */
export async function changeRespond(
  listener: string,
  form: RespondForm,
): Promise<Partial<Record<keyof RespondForm, string>>> {
  keepRespondText(listener, form);
  const read = readRespond(form);
  if (!read.ok) return read.errors;
  await act(listener, () => getClient().tcp.updateListener({ listener, respond: read.input }));
  return {};
}

/** Sets anew what a running listener answers: its rules begin again, those that were stopped too. */
export const applyRespond = ({ id, details }: TcpListener) =>
  act(id, () =>
    getClient().tcp.updateListener({
      listener: id,
      respond: { mode: 'rules', rules: details.respond.rules?.set },
    }),
  );

/** A mend of one session's failure: it speaks of what that session was opened to, whatever the form holds by now. */
export function mendSession(session: TcpSession, wanted: Mend): void {
  if (mendTls(session, wanted, (change) => void reconnect(session.id, change))) return;
  if (wanted.form === 'connect') {
    if (Object.keys(wanted.set).length === 0 && wanted.submit && session.details.canReconnect)
      return void reconnect(session.id);
    editConnect(splitHost(session.title) ?? {});
  }
  mend(wanted);
}

/** Fills the fields of the Listen form that a mend names and presses its button where it says so. */
export function mendListen({ set, submit }: Mend): void {
  bindListener(null);
  editListen(mendedFields(LISTEN_DEFAULTS, set));
  if (submit) void listen();
  else focusField('listen', 'address');
}

export function mendConnect({ set, submit }: Mend): void {
  // The form counts in seconds.
  const { timeoutMs } = set;
  const seconds = typeof timeoutMs === 'number' ? { ...set, timeout: timeoutMs / 1000 } : set;
  editConnect(mendedFields(useTcp.getState().connectForm, seconds));
  if (submit) void connect(trusting(set));
  else focusField('connect', 'host');
}
