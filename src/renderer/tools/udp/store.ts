import { create } from 'zustand';
import type { Failure } from '../../../contract/failure.ts';
import type { UdpSession } from '../../../contract/tools/udp.ts';
import { recall, recallForm, remember } from '../../bridge/memory.ts';
import { type FieldErrors, without } from '../../ui/form/read.ts';
import { createToolState } from '../../ui/sessions/tool-state.ts';
import { BIND_DEFAULTS, type BindForm } from './forms.ts';

/** What is selected and on its way out on the page of UDP. */
export const udpState = createToolState<UdpSession, never>('udp');

export interface GroupForm {
  group: string;
  interface: string;
  source: string;
}

/** What the forms of UDP hold. What is on the bench is in the bench store. */
export interface UdpUi {
  bindForm: BindForm;
  bindErrors: FieldErrors<BindForm>;
  bindFailure: Failure | null;
  /** The socket that the Bind form bound, or that was chosen since; the form shows it while it is open. */
  socket: string | null;
  binding: boolean;
  /** Where the next message of each socket goes, as it was typed. */
  targets: Readonly<Record<string, string>>;
  /** Prefixes as they were typed: main keeps bytes. */
  prefixes: Readonly<Record<string, string>>;
  /** Sockets whose multicast panel is open. */
  multicast: ReadonlySet<string>;
  groupForm: GroupForm;
}

export const useUdp = create<UdpUi>(() => ({
  bindForm: BIND_DEFAULTS,
  bindErrors: {},
  bindFailure: null,
  socket: null,
  binding: false,
  targets: {},
  prefixes: {},
  multicast: new Set(),
  groupForm: { group: '239.1.2.3', interface: '', source: '' },
}));

/** Takes over what the window remembered, when its memory is there and before the page is drawn. */
export function recallUdp(bindAddress: string): void {
  udpState.recall();
  useUdp.setState({
    bindForm: recallForm('udp.bind', { ...BIND_DEFAULTS, address: bindAddress }),
    socket: recall('udp.socket', '') || null,
    targets: recall('udp.targets', {}),
    prefixes: recall('udp.prefixes', {}),
  });
}

/** A form that still holds the default address goes along when the default changes; what was typed stays. */
export function takeDefaultAddress(now: string, before: string): void {
  if (now !== before && useUdp.getState().bindForm.address === before) editBind({ address: now });
}

export function editBind(patch: Partial<BindForm>): void {
  const { bindForm, bindErrors } = useUdp.getState();
  const form = { ...bindForm, ...patch };
  useUdp.setState({ bindForm: form, bindErrors: without(bindErrors, patch), bindFailure: null });
  remember('udp.bind', form, 'disk');
}

export function showSocket(id: string | null): void {
  useUdp.setState({ socket: id });
  remember('udp.socket', id ?? '', 'memory');
}

/** Where the next message of a socket goes. */
export function setTarget(session: string, target: string): void {
  const targets = { ...useUdp.getState().targets, [session]: target };
  useUdp.setState({ targets });
  remember('udp.targets', targets, 'memory');
}

/** What stands in “Send to”: what was typed, or the default destination. */
export const useTarget = ({ id, details }: UdpSession): string =>
  useUdp((s) => s.targets[id]) ?? details.destination ?? '';

export function keepPrefix(session: string, prefix: string): void {
  const prefixes = { ...useUdp.getState().prefixes, [session]: prefix };
  useUdp.setState({ prefixes });
  remember('udp.prefixes', prefixes, 'memory');
}

export function toggleMulticast(session: string): void {
  const multicast = new Set(useUdp.getState().multicast);
  if (!multicast.delete(session)) multicast.add(session);
  useUdp.setState({ multicast });
}
