import { create } from 'zustand';
import type { Failure } from '../../../../contract/failure.ts';
import { recall, recallForm, remember } from '../../../bridge/memory.ts';
import { type FieldErrors, without } from '../../../ui/form/read.ts';
import { SERVER_TLS, type ServerTlsForm } from '../../../ui/tls/tls-form.ts';
import { FIRST_ROUTES, ROUTE, type RouteDraft, SERVE_DEFAULTS, type ServeForm } from './forms.ts';

export interface ServeUi {
  form: ServeForm;
  errors: FieldErrors<ServeForm>;
  failure: Failure | null;
  starting: boolean;
  /** The server that the form started, or that was chosen since; the form shows it while it runs. */
  listener: string | null;
  routes: readonly RouteDraft[];
  /** It holds secrets: none of it is remembered anywhere. */
  tls: ServerTlsForm;
  /** `routes`: those of the form, or of the server with this id. */
  dialog: { kind: 'tls' } | { kind: 'routes'; listener: string | null } | null;
}

export const useServe = create<ServeUi>(() => ({
  form: SERVE_DEFAULTS,
  errors: {},
  failure: null,
  starting: false,
  listener: null,
  routes: FIRST_ROUTES,
  tls: SERVER_TLS,
  dialog: null,
}));

/** Takes over what the window remembered, before the page is drawn. */
export function recallServe(bindAddress: string): void {
  useServe.setState({
    form: recallForm('http.serve', { ...SERVE_DEFAULTS, address: bindAddress }),
    routes: recall<RouteDraft[]>('http.routes', [...FIRST_ROUTES]).map((route) => ({ ...ROUTE, ...route })),
    listener: recall('http.server', '') || null,
  });
}

/** A form that still holds the default address goes along when the default changes. */
export function takeDefaultAddress(now: string, before: string): void {
  if (now !== before && useServe.getState().form.address === before) editServe({ address: now });
}

export function editServe(patch: Partial<ServeForm>): void {
  const { form: was, errors } = useServe.getState();
  const form = { ...was, ...patch };
  useServe.setState({ form, errors: without(errors, patch), failure: null });
  remember('http.serve', form, 'disk');
}

export function editRoutes(routes: readonly RouteDraft[]): void {
  useServe.setState({ routes, failure: null, errors: without(useServe.getState().errors, { serves: '' }) });
  remember('http.routes', routes, 'disk');
}

export function bindServer(listener: string | null): void {
  useServe.setState({ listener });
  remember('http.server', listener ?? '', 'memory');
}

export const openServeDialog = (dialog: ServeUi['dialog']): void => useServe.setState({ dialog });
