import { create } from 'zustand';
import type { Failure } from '../../../contract/failure.ts';
import { recall, recallForm, remember } from '../../bridge/memory.ts';
import {
  CONNECT_DEFAULTS,
  type ConnectForm,
  type FieldErrors,
  LISTEN_DEFAULTS,
  type ListenForm,
  type RespondForm,
} from './forms.ts';

export type Selection = { kind: 'session' | 'listener'; id: string };

/** What the page of TCP itself holds: its forms and its selection. What is on the bench is in the bench store. */
export interface TcpUi {
  selected: Selection | null;
  listenForm: ListenForm;
  listenErrors: FieldErrors<ListenForm>;
  listenFailure: Failure | null;
  /** The listener that the Listen form started, or that was chosen since; the form shows it while it runs. */
  listener: string | null;
  starting: boolean;
  connectForm: ConnectForm;
  connectErrors: FieldErrors<ConnectForm>;
  connectFailure: Failure | null;
  /** The session that the Connect form opened; the form offers to close it while it lives. */
  connection: string | null;
  connecting: boolean;
  /** Sessions that are shown together with their twin. */
  twoEnds: ReadonlySet<string>;
  /** Listeners folded in the list. */
  folded: ReadonlySet<string>;
  /** Taken off the list, and off the bench when the time to undo is over. */
  removing: ReadonlySet<string>;
  /** What a listener answers with, in the words that were typed: main keeps bytes. */
  respondTexts: Readonly<Record<string, RespondForm>>;
  /** Why the last act on a session or listener failed. */
  actFailure: { id: string; failure: Failure } | null;
}

const EMPTY: ReadonlySet<string> = new Set();

export const useTcp = create<TcpUi>(() => ({
  selected: null,
  listenForm: LISTEN_DEFAULTS,
  listenErrors: {},
  listenFailure: null,
  listener: null,
  starting: false,
  connectForm: CONNECT_DEFAULTS,
  connectErrors: {},
  connectFailure: null,
  connection: null,
  connecting: false,
  twoEnds: EMPTY,
  folded: EMPTY,
  removing: EMPTY,
  respondTexts: {},
  actFailure: null,
}));

/** Takes over what the window remembered, when its memory is there and before the page is drawn. */
export function recallTcp(bindAddress: string): void {
  const fresh = { ...LISTEN_DEFAULTS, address: bindAddress };
  useTcp.setState({
    listenForm: recallForm('tcp.listen', fresh),
    connectForm: recallForm('tcp.connect', CONNECT_DEFAULTS),
    respondTexts: recall('tcp.respond', {}),
    selected: recall<Selection | { kind?: undefined }>('tcp.selected', {}).kind
      ? recall<Selection>('tcp.selected', { kind: 'session', id: '' })
      : null,
    listener: recall('tcp.listener', '') || null,
    connection: recall('tcp.connection', '') || null,
  });
}

/** A form that still holds the default address goes along when the default changes; what was typed stays. */
export function takeDefaultAddress(now: string, before: string): void {
  if (now !== before && useTcp.getState().listenForm.address === before) editListen({ address: now });
}

export function editListen(patch: Partial<ListenForm>): void {
  const { listenForm, listenErrors } = useTcp.getState();
  const form = { ...listenForm, ...patch };
  useTcp.setState({ listenForm: form, listenErrors: without(listenErrors, patch), listenFailure: null });
  remember('tcp.listen', form, 'disk');
}

/** Typing another target lets go of the connection that the form opened: the button then opens one more. */
export function editConnect(patch: Partial<ConnectForm>): void {
  const { connectForm, connectErrors } = useTcp.getState();
  const form = { ...connectForm, ...patch };
  useTcp.setState({ connectForm: form, connectErrors: without(connectErrors, patch), connectFailure: null });
  bindConnection(null);
  remember('tcp.connect', form, 'disk');
}

export function bindListener(id: string | null): void {
  useTcp.setState({ listener: id });
  remember('tcp.listener', id ?? '', 'memory');
}

export function bindConnection(id: string | null): void {
  useTcp.setState({ connection: id });
  remember('tcp.connection', id ?? '', 'memory');
}

export function select(selected: Selection | null): void {
  useTcp.setState({ selected });
  remember('tcp.selected', selected ?? {}, 'memory');
}

export function keepRespondText(listener: string, form: RespondForm): void {
  const respondTexts = { ...useTcp.getState().respondTexts, [listener]: form };
  useTcp.setState({ respondTexts });
  remember('tcp.respond', respondTexts, 'memory');
}

export function toggle(which: 'twoEnds' | 'folded', id: string): void {
  const next = new Set(useTcp.getState()[which]);
  if (!next.delete(id)) next.add(id);
  useTcp.setState({ [which]: next });
}

function without<Form>(errors: FieldErrors<Form>, patch: Partial<Form>): FieldErrors<Form> {
  const left = { ...errors };
  for (const field of Object.keys(patch) as (keyof Form)[]) delete left[field];
  return left;
}
