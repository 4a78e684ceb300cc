import type { Mend } from '../../../contract/failure.ts';
import type { ClientTlsInput } from '../../../contract/tls.ts';
import type { TransferListener } from '../../../contract/tools/transfer.ts';
import { isLive } from '../../../contract/states.ts';
import { benchHas } from '../../bridge/bench-store.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { announce } from '../../ui/announce.ts';
import { type Chosen, heldByPage, withMore } from '../../ui/files/chosen.ts';
import { handOver } from '../../ui/files/lender.ts';
import { pickFiles } from '../../ui/files/pick.ts';
import { readDrop } from '../../ui/files/read-drop.ts';
import { reading } from '../../ui/files/reading.ts';
import { focusedField, focusField } from '../../ui/form/focus.ts';
import { mendedFields } from '../../ui/form/mends.ts';
import { firstOf } from '../../ui/form/read.ts';
import { hostToReach } from '../../ui/sessions/HowToReach.tsx';
import { clientWish, listenWish, trustWish } from '../../ui/tls/tls-form.ts';
import {
  readReceiveForm,
  readSendForm,
  RECEIVE_DEFAULTS,
  type ReceiveForm,
  SEND_DEFAULTS,
  type SendForm,
} from './forms.ts';
import { lendTo } from './loans.ts';
import { cancel } from './session-actions.ts';
import {
  bindListener,
  changeChosen,
  editReceive,
  editSend,
  setFailure,
  setMode,
  setStarting,
  transferState,
  useTransfer,
  type Way,
} from './store.ts';
import { useTransferTls, verifyAgain } from './tls-store.ts';

/** What the forms can do. What fails is shown where it was asked for, and said to screen readers. */

const { act, select } = transferState;

interface Started {
  listener: string | null;
  session: string | null;
  port: number | null;
}

/** Starts to receive as the form says, or another. `trust`: the TLS of this one connection, whatever the settings. */
export async function receive(
  trust?: ClientTlsInput,
  receiveForm: ReceiveForm = useTransfer.getState().receiveForm,
): Promise<Started | null> {
  const { mode, starting } = useTransfer.getState();
  if (starting.receive) return null;
  const read = readReceiveForm(receiveForm, mode);
  useTransfer.setState({ receiveErrors: read.ok ? {} : read.errors });
  setFailure('receive', null);
  if (!read.ok) {
    focusField('transfer receive', firstOf(read.errors, receiveForm));
    return null;
  }
  const { place } = read.input;
  return start('receive', () =>
    getClient().transfer.receive({ ...read.input, mode, place: withTls(place, receiveForm.tls, trust) }),
  );
}

interface Sending {
  trust?: ClientTlsInput;
  only?: readonly Chosen[];
  form?: SendForm;
}

/** Sends what is chosen, or `only`, as the form says, or another. */
export async function send({ trust, only, form }: Sending = {}) {
  const { mode, chosen, starting, sendForm: typed } = useTransfer.getState();
  const sendForm = form ?? typed;
  if (starting.send) return null;
  const read = readSendForm(sendForm, mode);
  useTransfer.setState({ sendErrors: read.ok ? {} : read.errors });
  setFailure('send', null);
  if (!read.ok) {
    focusField('transfer send', firstOf(read.errors, sendForm));
    return null;
  }
  const files = only ?? chosen;
  if (files.length === 0) {
    const message = 'Choose a file or a folder first, or drop them on this page.';
    setFailure('send', { code: 'NO_FILES', message, field: 'files', mends: [] });
    announce(message);
    return null;
  }
  const { place } = read.input;
  return start('send', async () => {
    const { items, release } = await handOver(files);
    try {
      const input = { ...read.input, items, mode, place: withTls(place, sendForm.tls, trust) };
      const started = await getClient().transfer.send(input);
      lendTo(started.listener ?? started.session ?? '', release);
      if (!only) useTransfer.setState({ sent: true });
      return started;
    } catch (error) {
      release();
      throw error;
    }
  });
}

/** Runs a form’s call, and shows what it started. */
async function start(way: Way, call: () => Promise<Started>): Promise<Started | null> {
  setStarting(way, true);
  try {
    const started = await call();
    const { listener, session, port } = started;
    if (listener !== null) {
      bindListener(way, listener);
      select({ kind: 'listener', id: listener });
      announce(`${way === 'receive' ? 'Waiting for files' : 'Waiting for receivers'} on port ${port}`);
      focusField(`transfer ${way}`, 'toIt');
    } else if (session !== null) {
      verifyAgain();
      select({ kind: 'session', id: session });
    }
    return started;
  } catch (error) {
    const failure = toFailure(error);
    setFailure(way, failure);
    announce(failure.message);
    if (failure.field) focusField(`transfer ${way}`, failure.field);
    return null;
  } finally {
    setStarting(way, false);
  }
}

function withTls<Place extends { how: 'listen' | 'connect' }>(
  place: Place,
  on: boolean,
  trust?: ClientTlsInput,
) {
  if (!on) return place;
  const { server, client } = useTransferTls.getState();
  return place.how === 'listen'
    ? { ...place, tls: listenWish('from-start', server) }
    : { ...place, tls: trust ?? clientWish(client) };
}

/** Becomes the other end of one of the bench’s own listeners: sends to what receives, receives from what sends. */
export async function toIt(listener: TransferListener): Promise<void> {
  const { local, details } = listener;
  const there = {
    how: 'connect' as const,
    host: hostToReach(local.address),
    port: String(local.port),
    tls: details.tls !== null,
  };
  setMode(details.mode);
  if (details.direction === 'send') {
    bindListener('receive', null);
    editReceive(there);
    await receive(trustOf(listener));
    return;
  }
  bindListener('send', null);
  editSend(there);
  if (useTransfer.getState().chosen.length === 0) await reading(pickFiles, addChosen);
  if (useTransfer.getState().chosen.length > 0) await send({ trust: trustOf(listener) });
}

/** A client of one of the bench’s own listeners trusts what that listener shows, and nothing else. */
function trustOf({ details: { tls } }: TransferListener): ClientTlsInput | undefined {
  if (!tls) return undefined;
  const { client } = useTransferTls.getState();
  const { certificate, made } = tls;
  if (!certificate) return undefined;
  // A certificate made here is its own authority; one of the user’s may come from another, which is not at hand.
  return trustWish(client, made ? { ca: certificate.pem } : { pin: certificate.sha256 });
}

/**
 * The first thing that a new user sees work: a receiver on a free port, and a small file that is sent to it. What is typed
 * in the forms stays.
 */
export async function startSample(): Promise<void> {
  setMode('verified');
  const folder = await downloads();
  bindListener('receive', null);
  const started = await receive(undefined, { ...RECEIVE_DEFAULTS, port: '0', existing: 'rename', folder });
  if (!started?.listener) return;
  await benchHas(started.listener);
  const listener = transferState.listener(started.listener);
  if (!listener) return;
  const name = 'Wirebench sample.txt';
  const file = new File(['Sent by Wirebench to itself, to try it.\n'], name, { type: 'text/plain' });
  const there = { host: hostToReach(listener.local.address), port: String(listener.local.port) };
  bindListener('send', null);
  const only = [heldByPage(name, 'file', [{ path: name, file }])];
  await send({ only, form: { ...SEND_DEFAULTS, ...there } });
}

/** Suggests where files go, unless somebody has typed in the field meanwhile, or is about to. */
export async function suggestFolder(): Promise<void> {
  if (useTransfer.getState().receiveForm.folder !== '') return;
  let typed = false;
  const stop = useTransfer.subscribe((now, before) => {
    typed ||= now.receiveForm.folder !== before.receiveForm.folder;
  });
  const folder = await downloads();
  const take = () => {
    stop();
    if (!typed) editReceive({ folder });
  };
  const field = focusedField('transfer receive', 'folder');
  if (field) field.addEventListener('blur', take, { once: true });
  else take();
}

/** Where received files go unless the user chooses; what the form holds where that is not known. */
export async function downloads(): Promise<string> {
  try {
    return (await getClient().files.places()).downloads;
  } catch (error) {
    announce(toFailure(error).message);
    return useTransfer.getState().receiveForm.folder;
  }
}

export const addChosen = (more: Chosen[]): void => changeChosen((now) => withMore(now, more));

/** What is dropped anywhere on the page is added to what is to be sent. Called in the event itself. */
export function takeDrop(transfer: DataTransfer): void {
  bindListener('send', null);
  void reading((signal) => readDrop(transfer, signal), addChosen);
}

export const stopListening = (listener: string, andCancel: boolean) =>
  act(listener, async () => {
    const way = transferState.listener(listener)?.details.direction ?? 'receive';
    await getClient().transfer.stop({ listener, cancel: andCancel });
    announce('Takes no more connections');
    focusField(`transfer ${way}`, 'start');
  });

/** Ends what lives of everything: every listener with its transfers, and every transfer that we connected for. */
export async function closeAll(): Promise<void> {
  const listening = transferState.listeners().filter((l) => l.state === 'listening');
  const live = transferState.sessions().filter((s) => isLive(s.state) && s.role === 'client');
  await Promise.all([
    ...listening.map(({ id }) => stopListening(id, true)),
    ...live.map(({ id }) => cancel(id)),
  ]);
}

/** Fills the fields of the Receive form that a mend names and presses its button where it says so. */
export function mendReceive(mend: Mend): void {
  bindListener('receive', null);
  takeMode(mend);
  editReceive(mendedFields(RECEIVE_DEFAULTS, inSeconds(mend)));
  if (mend.submit) void receive(trusting(mend));
  else focusField('transfer receive', 'port');
}

export function mendSend(mend: Mend): void {
  bindListener('send', null);
  takeMode(mend);
  editSend(mendedFields(SEND_DEFAULTS, inSeconds(mend)));
  if (mend.submit) void send({ trust: trusting(mend) });
  else focusField('transfer send', 'port');
}

function takeMode({ set: { mode } }: Mend): void {
  if (typeof mode === 'string') setMode(mode);
}

/** The forms count in seconds. */
const inSeconds = ({ set }: Mend): Mend['set'] =>
  typeof set['timeoutMs'] === 'number' ? { ...set, timeout: set['timeoutMs'] / 1000 } : set;

const trusting = ({ set: { ca, pin } }: Mend): ClientTlsInput | undefined =>
  typeof ca === 'string' || typeof pin === 'string'
    ? trustWish(useTransferTls.getState().client, typeof ca === 'string' ? { ca } : { pin: String(pin) })
    : undefined;
