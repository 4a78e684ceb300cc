import { create } from 'zustand';
import type { Failure } from '../../../contract/failure.ts';
import type { TcpListener, TcpSession } from '../../../contract/tools/tcp.ts';
import { recall, recallForm, remember } from '../../bridge/memory.ts';
import { type FieldErrors, without } from '../../ui/form/read.ts';
import type { RespondForm } from '../../ui/respond/respond-form.ts';
import { createToolState } from '../../ui/sessions/tool-state.ts';
import { CONNECT_DEFAULTS, type ConnectForm, LISTEN_DEFAULTS, type ListenForm } from './forms.ts';

/** What is selected, folded and on its way out on the page of TCP. */
export const tcpState = createToolState<TcpSession, TcpListener>('tcp');

/** What the forms of TCP hold. What is on the bench is in the bench store. */
export interface TcpUi {
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
  /** What a listener answers with, in the words that were typed: main keeps bytes. */
  respondTexts: Readonly<Record<string, RespondForm>>;
}

export const useTcp = create<TcpUi>(() => ({
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
  respondTexts: {},
}));

/** Takes over what the window remembered, when its memory is there and before the page is drawn. */
export function recallTcp(bindAddress: string): void {
  tcpState.recall();
  const fresh = { ...LISTEN_DEFAULTS, address: bindAddress };
  useTcp.setState({
    listenForm: recallForm('tcp.listen', fresh),
    connectForm: recallForm('tcp.connect', CONNECT_DEFAULTS),
    respondTexts: recall('tcp.respond', {}),
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

export function keepRespondText(listener: string, form: RespondForm): void {
  const respondTexts = { ...useTcp.getState().respondTexts, [listener]: form };
  useTcp.setState({ respondTexts });
  remember('tcp.respond', respondTexts, 'memory');
}
