import type { Failure, Mend } from '../../../contract/failure.ts';
import type { Faults } from '../../../contract/payload/faults.ts';
import { formatHostPort } from '../../../contract/payload/endpoint.ts';
import type { RelayListener, RelaySession } from '../../../contract/tools/relay.ts';
import { isLive } from '../../../contract/states.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { announce } from '../../ui/announce.ts';
import { focusField } from '../../ui/form/focus.ts';
import { mend, mendedFields } from '../../ui/form/mends.ts';
import { firstOf } from '../../ui/form/read.ts';
import { saveFile } from '../../ui/save-file.ts';
import { hostToReach } from '../../ui/sessions/HowToReach.tsx';
import { readRelayForm, RELAY_DEFAULTS } from './forms.ts';
import { bindRelay, editRelay, relayState, useRelay } from './store.ts';
import { type Side, useRelayTls } from './tls-store.ts';

/** Everything the page can do. What fails is shown where it was asked for, and said to screen readers. */

const { act, select } = relayState;

export async function startRelay(): Promise<void> {
  const { form, starting } = useRelay.getState();
  if (starting) return;
  const read = readRelayForm(form, useRelayTls.getState());
  useRelay.setState({ errors: read.ok ? {} : read.errors, failure: null });
  if (!read.ok) return focusField('relay', firstOf(read.errors, form));
  useRelay.setState({ starting: true });
  try {
    const { listener, port } = await getClient().relay.start(read.input);
    bindRelay(listener);
    select({ kind: 'listener', id: listener });
    focusField('relay', 'connectTo');
    announce(`Relay listening on port ${port}`);
  } catch (error) {
    failed(toFailure(error));
  } finally {
    useRelay.setState({ starting: false });
  }
}

function failed(failure: Failure): void {
  useRelay.setState({ failure });
  announce(failure.message);
  if (failure.field) focusField('relay', failure.field);
}

/** The first thing that a new user sees: a relay before an echo server that stands on the same bench. */
export async function startBeforeEcho(): Promise<void> {
  try {
    const { port } = await getClient().tcp.listen({
      address: '127.0.0.1',
      port: 0,
      respond: { mode: 'echo' },
    });
    editRelay({ ...RELAY_DEFAULTS, listenPort: '0', targetPort: String(port) });
  } catch (error) {
    return failed(toFailure(error));
  }
  await startRelay();
}

/** Opens a client to a relay on the page of its transport; it trusts what the relay shows, and nothing else. */
export const connectTo = (relay: RelayListener): void => mend(connectMend(relay));

export function connectMend({ local, details: { transport, tls } }: RelayListener): Mend {
  const label = 'Connect to it';
  const host = hostToReach(local.address);
  if (transport === 'udp') {
    const destination = formatHostPort(host, local.port);
    const set = { address: host, port: 0, destination, onlyDestination: false, respond: 'nothing' };
    return { label, form: 'bind', set, submit: true };
  }
  const shown = tls.client?.certificate;
  const trust: Mend['set'] = shown ? (tls.client?.made ? { ca: shown.pem } : { pin: shown.sha256 }) : {};
  const set = { host, port: local.port, path: '', tls: tls.client !== null, ...trust };
  return { label, form: 'connect', set, submit: true };
}

export const setMaxClients = (listener: string, maxClients: number) =>
  act(listener, () => getClient().relay.setMaxClients({ listener, maxClients }));

export const saveKeys = (session: string, side: Side, where: string): void =>
  void saveFile(where, `${session}-${side}.keylog.txt`, (signal) =>
    getClient().relay.saveKeys({ session, side }, { signal }),
  );

export const stopRelay = (listener: string, closeClients: boolean) =>
  act(listener, async () => {
    await getClient().relay.stop({ listener, closeClients });
    announce('Relay stopped');
    focusField('relay', 'start');
  });
/** Stops every relay, and ends what still passes through one that was stopped before. */
export async function closeAll(): Promise<void> {
  const listening = relayState.listeners().filter(({ state }) => state === 'listening');
  const stopped = new Set(listening.map(({ id }) => id));
  const rest = relayState
    .sessions()
    .filter(({ state, listener }) => isLive(state) && !stopped.has(listener ?? ''));
  await Promise.all([
    ...listening.map(({ id }) => stopRelay(id, true)),
    ...rest.map(({ id }) => closeSession(id)),
  ]);
}
export const closeClients = (listener: string) =>
  act(listener, () => getClient().relay.closeClients({ listener }));
export const closeSession = (session: string) => act(session, () => getClient().relay.close({ session }));
export const resetSession = (session: string) => act(session, () => getClient().relay.reset({ session }));

export const setFaults = (listener: string, faults: { toTarget: Faults; toClient: Faults }) =>
  act(listener, async () => {
    await getClient().relay.setFaults({ listener, ...faults });
    announce('Faults set');
  });

/** A mend of a session's failure. Its client has gone; what can be mended is how the next one is forwarded. */
export function mendSession(session: RelaySession, wanted: Mend): void {
  const { listener } = session;
  if (wanted.form !== 'relay trust' || listener === null) return mend(wanted);
  const { pin, verify, serverName } = wanted.set;
  void act(session.id, async () => {
    await getClient().relay.trustTarget({
      listener,
      ...(typeof pin === 'string' ? { pin } : {}),
      ...(typeof verify === 'boolean' ? { verify } : {}),
      ...(typeof serverName === 'string' ? { serverName } : {}),
    });
    announce('Set for the next clients');
  });
}

/** A connection of another tool goes through this relay: its page shows what passes there. */
export function showRelayed({ set: { session } }: Mend): void {
  if (typeof session === 'string') select({ kind: 'session', id: session });
}

/** Fills the fields of the form that a mend names and presses its button where it says so. */
export function mendRelay({ set, submit }: Mend): void {
  bindRelay(null);
  editRelay(mendedFields(useRelay.getState().form, set));
  if (submit) void startRelay();
  else focusField('relay', 'listenAddress');
}
