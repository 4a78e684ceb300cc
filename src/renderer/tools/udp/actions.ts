import type { Mend } from '../../../contract/failure.ts';
import type { UdpSession } from '../../../contract/tools/udp.ts';
import { isLive } from '../../../contract/states.ts';
import { benchHas } from '../../bridge/bench-store.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { announce } from '../../ui/announce.ts';
import { focusField, focusMessage } from '../../ui/form/focus.ts';
import { mendedFields } from '../../ui/form/mends.ts';
import { firstOf } from '../../ui/form/read.ts';
import { formatEndpoint } from '../../ui/format.ts';
import { hostToReach } from '../../ui/sessions/HowToReach.tsx';
import { readRespond, type RespondForm } from '../../ui/respond/respond-form.ts';
import { BIND_DEFAULTS, readBindForm } from './forms.ts';
import { editBind, keepPrefix, setTarget, showSocket, udpState, useUdp } from './store.ts';

/** Everything the page can do. What fails is shown where it was asked for, and said to screen readers. */

const { act, select } = udpState;

/** Binds what the form says, and shows the socket; answers its id, or null where that failed. */
export async function bind(): Promise<string | null> {
  const { bindForm, binding } = useUdp.getState();
  if (binding) return null;
  const read = readBindForm(bindForm);
  useUdp.setState({ bindErrors: read.ok ? {} : read.errors, bindFailure: null });
  if (!read.ok) {
    focusField('bind', firstOf(read.errors, bindForm));
    return null;
  }
  useUdp.setState({ binding: true });
  const asked = document.activeElement;
  try {
    const { session, port } = await getClient().udp.open(read.input);
    keepPrefix(session, bindForm.prefix);
    showSocket(session);
    select({ kind: 'session', id: session });
    announce(`Bound to port ${port}`);
    if (read.input.destination) focusMessage(asked);
    else focusField('bind', 'newSender');
    return session;
  } catch (error) {
    const failure = toFailure(error);
    useUdp.setState({ bindFailure: failure });
    announce(failure.message);
    if (failure.field) focusField('bind', failure.field);
    return null;
  } finally {
    useUdp.setState({ binding: false });
  }
}

/** A new socket on any free port that sends to one of the bench's own. */
export async function bindSender(session: string): Promise<void> {
  const local = udpState.session(session)?.local;
  if (!local) return;
  const address = hostToReach(local.address);
  const destination = formatEndpoint({ ...local, address });
  await act(session, async () => {
    const asked = document.activeElement;
    const made = await getClient().udp.open({ address, port: 0, destination });
    showSocket(made.session);
    select({ kind: 'session', id: made.session });
    announce(`Bound to port ${made.port}, sends to ${destination}`);
    focusMessage(asked);
  });
}

/** The first thing that a new user sees work: a socket that answers, and one that sends to it. */
export async function startPair(): Promise<void> {
  editBind({ ...BIND_DEFAULTS, port: '0', respond: 'echo' });
  const first = await bind();
  if (first === null) return;
  await benchHas(first);
  await bindSender(first);
}

export const closeSocket = (session: string) =>
  act(session, async () => {
    await getClient().udp.close({ session });
    if (useUdp.getState().socket === session) focusField('bind', 'start');
  });

export async function closeAll(): Promise<void> {
  await Promise.all(
    udpState
      .sessions()
      .filter(({ state }) => isLive(state))
      .map(({ id }) => closeSocket(id)),
  );
}

/** The next message goes to the peer of a row. */
export function replyTo(session: string, peer: string): void {
  setTarget(session, peer);
  announce(`Sends to ${peer}`);
  focusMessage();
}

type Change = Omit<Parameters<ReturnType<typeof getClient>['udp']['updateSession']>[0], 'session'>;

export const update = (session: string, change: Change) =>
  act(session, () => getClient().udp.updateSession({ session, ...change }));

/** Changes what a socket answers. The sentences of fields that are wrong come back; nothing is sent then. */
export async function changeRespond(
  session: string,
  form: RespondForm,
): Promise<Partial<Record<keyof RespondForm, string>>> {
  keepPrefix(session, form.prefix);
  const read = readRespond(form);
  if (!read.ok) return read.errors;
  await update(session, { respond: read.input });
  return {};
}

/** Sets anew what a socket answers: its rules begin again, those that were stopped too. */
export const restartRules = ({ id, details }: UdpSession) =>
  update(id, { respond: { mode: 'rules', rules: details.respond.rules?.set } });

/** Fills the fields of the Bind form that a mend names and presses its button where it says so. */
export function mendBind({ set, submit }: Mend): void {
  showSocket(null);
  editBind(mendedFields(BIND_DEFAULTS, set));
  if (submit) void bind();
  else focusField('bind', 'address');
}

/** A mend of the socket that is looked at. */
export function mendSocket({ set }: Mend): void {
  const { selected } = udpState.use.getState();
  if (selected && set.broadcast === true)
    void update(selected.id, { broadcast: true }).then(() => focusMessage());
}

/** What a send came to, where more can be done about it than to read the sentence. */
export function tellSendFailure(session: UdpSession, error: unknown): void {
  const failure = toFailure(error);
  if (failure.mends.length > 0) udpState.use.setState({ actFailure: { id: session.id, failure } });
}
