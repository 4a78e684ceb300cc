import { create } from 'zustand';
import type { Failure } from '../../../contract/failure.ts';
import type { TransferListener, TransferMode, TransferSession } from '../../../contract/tools/transfer.ts';
import { recall, recallForm, remember } from '../../bridge/memory.ts';
import type { Chosen } from '../../ui/files/chosen.ts';
import { type FieldErrors, without } from '../../ui/form/read.ts';
import { createToolState } from '../../ui/sessions/tool-state.ts';
import { RECEIVE_DEFAULTS, type ReceiveForm, SEND_DEFAULTS, type SendForm } from './forms.ts';

/** What is selected, folded and on its way out on the page of transfers. */
export const transferState = createToolState<TransferSession, TransferListener>('transfer');

export type Way = 'receive' | 'send';
export type View = 'files' | 'capture';
export type FileFilter = 'all' | 'left' | 'done' | 'problems';

export interface TransferUi {
  /** The way in which files go; one for both forms, since both ends have to go the same. */
  mode: TransferMode;
  receiveForm: ReceiveForm;
  receiveErrors: FieldErrors<ReceiveForm>;
  sendForm: SendForm;
  sendErrors: FieldErrors<SendForm>;
  /** Why the last press of a form’s button came to nothing. */
  failure: Record<Way, Failure | null>;
  /** A form’s button was pressed, and the bench has not answered yet. */
  starting: Record<Way, boolean>;
  /** The listener that a form started, or that was chosen since; the form shows it while it runs. */
  listener: Record<Way, string | null>;
  /** What is to be sent. The page may hold the files itself: none of it is remembered. */
  chosen: readonly Chosen[];
  /** All that is chosen was sent once: what is added now is a new choice. */
  sent: boolean;
  /** What is looked at of a transfer, and which of its files. */
  view: View;
  filter: FileFilter;
}

export const useTransfer = create<TransferUi>(() => ({
  mode: 'verified',
  receiveForm: RECEIVE_DEFAULTS,
  receiveErrors: {},
  sendForm: SEND_DEFAULTS,
  sendErrors: {},
  failure: { receive: null, send: null },
  starting: { receive: false, send: false },
  listener: { receive: null, send: null },
  chosen: [],
  sent: false,
  view: 'files',
  filter: 'all',
}));

const MODES: Record<string, TransferMode> = { plain: 'plain', tar: 'tar', verified: 'verified' };

/** Takes over what the window remembered, when its memory is there and before the page is drawn. */
export function recallTransfer(bindAddress: string): void {
  transferState.recall();
  useTransfer.setState({
    mode: MODES[recall('transfer.mode', '')] ?? 'verified',
    receiveForm: recallForm('transfer.receive', { ...RECEIVE_DEFAULTS, address: bindAddress }),
    sendForm: recallForm('transfer.send', { ...SEND_DEFAULTS, address: bindAddress }),
    listener: {
      receive: recall('transfer.receiver', '') || null,
      send: recall('transfer.sender', '') || null,
    },
  });
}

/** A form that still holds the default address goes along when the default changes; what was typed stays. */
export function takeDefaultAddress(now: string, before: string): void {
  if (now === before) return;
  const { receiveForm, sendForm } = useTransfer.getState();
  if (receiveForm.address === before) editReceive({ address: now });
  if (sendForm.address === before) editSend({ address: now });
}

export function setMode(mode: string): void {
  const known = MODES[mode];
  if (!known) return;
  useTransfer.setState({ mode: known, failure: { receive: null, send: null } });
  remember('transfer.mode', known, 'disk');
}

export function editReceive(patch: Partial<ReceiveForm>): void {
  const { receiveForm, receiveErrors } = useTransfer.getState();
  const form = { ...receiveForm, ...patch };
  useTransfer.setState({ receiveForm: form, receiveErrors: without(receiveErrors, patch) });
  setFailure('receive', null);
  remember('transfer.receive', form, 'disk');
}

export function editSend(patch: Partial<SendForm>): void {
  const { sendForm, sendErrors } = useTransfer.getState();
  const form = { ...sendForm, ...patch };
  useTransfer.setState({ sendForm: form, sendErrors: without(sendErrors, patch) });
  setFailure('send', null);
  remember('transfer.send', form, 'disk');
}

export const setFailure = (way: Way, failure: Failure | null): void =>
  useTransfer.setState((state) => ({ failure: { ...state.failure, [way]: failure } }));

export const setStarting = (way: Way, starting: boolean): void =>
  useTransfer.setState((state) => ({ starting: { ...state.starting, [way]: starting } }));

export function bindListener(way: Way, id: string | null): void {
  useTransfer.setState((state) => ({ listener: { ...state.listener, [way]: id } }));
  remember(way === 'receive' ? 'transfer.receiver' : 'transfer.sender', id ?? '', 'memory');
}

export const showView = (view: View): void => useTransfer.setState({ view });

/** Shows some of the files. */
export const showFiles = (filter: FileFilter): void => useTransfer.setState({ filter, view: 'files' });

/** Changes what is chosen. What comes after all of it was sent takes its place. */
export function changeChosen(change: (chosen: readonly Chosen[]) => Chosen[]): void {
  useTransfer.setState(({ chosen, sent }) => {
    const next = change(chosen);
    const added = next.length > chosen.length;
    return { chosen: sent && added ? next.slice(chosen.length) : next, sent: sent && !added };
  });
  setFailure('send', null);
}
