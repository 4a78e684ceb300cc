import { create } from 'zustand';
import type { Failure } from '../../../contract/failure.ts';
import type { RelayListener, RelaySession } from '../../../contract/tools/relay.ts';
import { recall, recallForm, remember } from '../../bridge/memory.ts';
import { type FieldErrors, without } from '../../ui/form/read.ts';
import { createToolState } from '../../ui/sessions/tool-state.ts';
import { RELAY_DEFAULTS, type RelayForm } from './forms.ts';

/** What is selected, folded and on its way out on the page of relays. */
export const relayState = createToolState<RelaySession, RelayListener>('relay');

export interface RelayUi {
  form: RelayForm;
  errors: FieldErrors<RelayForm>;
  failure: Failure | null;
  /** The relay that the form started, or that was chosen since; the form shows it while it runs. */
  relay: string | null;
  starting: boolean;
  /** Whether the faults stand open beside a session. */
  faultsOpen: boolean;
}

export const useRelay = create<RelayUi>(() => ({
  form: RELAY_DEFAULTS,
  errors: {},
  failure: null,
  relay: null,
  starting: false,
  faultsOpen: false,
}));

/** Takes over what the window remembered, when its memory is there and before the page is drawn. */
export function recallRelay(bindAddress: string): void {
  relayState.recall();
  useRelay.setState({
    form: recallForm('relay.form', { ...RELAY_DEFAULTS, listenAddress: bindAddress }),
    relay: recall('relay.relay', '') || null,
  });
}

/** A form that still holds the default address goes along when the default changes. */
export function takeDefaultAddress(now: string, before: string): void {
  if (now !== before && useRelay.getState().form.listenAddress === before) editRelay({ listenAddress: now });
}

export function editRelay(patch: Partial<RelayForm>): void {
  const { form, errors } = useRelay.getState();
  const next = { ...form, ...patch };
  useRelay.setState({ form: next, errors: without(errors, patch), failure: null });
  remember('relay.form', next, 'disk');
}

export function bindRelay(id: string | null): void {
  useRelay.setState({ relay: id });
  remember('relay.relay', id ?? '', 'memory');
}
