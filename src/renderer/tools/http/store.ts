import { create } from 'zustand';
import type { Failure } from '../../../contract/failure.ts';
import type { HttpRequest } from '../../../contract/http/request.ts';
import { blankRequest } from '../../../contract/payload/http-request.ts';
import type { HttpContext, HttpListener, HttpSession } from '../../../contract/tools/http.ts';
import { focusSessions } from '../../ui/form/focus.ts';
import { createToolState } from '../../ui/sessions/tool-state.ts';

/** What is selected of connections and servers. While nothing is, the page shows the open requests. */
export const httpState = createToolState<HttpSession, HttpListener>('http');

/** A request that is open in the window, saved or not. */
export interface OpenRequest {
  /** Of this window only. */
  readonly key: string;
  readonly draft: HttpRequest;
  /** Where it is kept: a file in the folder of a collection, and what that held when it was read; null: nowhere yet. */
  readonly saved: { collection: string; path: string; revision: string } | null;
  /** Not as it is kept, or as it was opened. */
  readonly changed: boolean;
  /** The latest exchange, of which the answer is shown. */
  readonly exchange: string | null;
  /** Of a WebSocket: the connection that was made last. */
  readonly session: string | null;
  /** It was asked for, and is not checked yet. */
  readonly starting: boolean;
  /** Why it could not be sent at all. */
  readonly failure: Failure | null;
}

export interface HttpUi {
  /** Never empty. */
  open: readonly OpenRequest[];
  /** The key of the one that is looked at. */
  current: string;
  context: HttpContext;
  /** Those that were closed, the latest last: they can be opened again. */
  closed: readonly OpenRequest[];
}

let keys = 0;
export const newKey = (): string => `${++keys}`;

export const newOpen = (draft: HttpRequest, more: Partial<OpenRequest> = {}): OpenRequest => ({
  saved: null,
  changed: false,
  exchange: null,
  session: null,
  starting: false,
  failure: null,
  ...more,
  key: newKey(),
  draft,
});

const first = newOpen(blankRequest());

export const useHttp = create<HttpUi>(() => ({
  open: [first],
  current: first.key,
  context: { collection: null, environment: null },
  closed: [],
}));

/** The request that is looked at; there always is one. */
export const currentRequest = ({ open, current }: HttpUi): OpenRequest =>
  open.find(({ key }) => key === current) ?? open[0] ?? first;

/** Changes what the window knows of an open request. */
export function patchOpen(key: string, patch: Partial<Omit<OpenRequest, 'key'>>): void {
  useHttp.setState(({ open }) => ({
    open: open.map((one) => (one.key === key ? { ...one, ...patch } : one)),
  }));
}

/** Changes the request that is looked at, or another one that is open. */
export function editRequest(patch: Partial<HttpRequest>, key = useHttp.getState().current): void {
  const one = useHttp.getState().open.find((each) => each.key === key);
  if (one) patchOpen(key, { draft: { ...one.draft, ...patch }, changed: true });
}

/** Shows a connection in the place of the request, with the keyboard on it in the list. */
export function showConnection(id: string): void {
  httpState.select({ kind: 'session', id });
  focusSessions();
}

/** Shows a request that is open. */
export function showRequest(key: string): void {
  httpState.select(null);
  useHttp.setState({ current: key });
}

/**
 * Opens a request of its own and shows it; a blank one that nobody has touched gives way to it. Answers its key.
 */
export function openRequest(
  draft: HttpRequest,
  more: Partial<Pick<OpenRequest, 'saved' | 'exchange'>> = {},
): string {
  const one = newOpen(draft, more);
  httpState.select(null);
  useHttp.setState(({ open }) => ({
    open: [...open.filter((each) => !isUntouched(each)), one],
    current: one.key,
  }));
  return one.key;
}

const isUntouched = ({ draft, saved, changed, exchange, session }: OpenRequest): boolean =>
  !changed &&
  saved === null &&
  exchange === null &&
  session === null &&
  draft.url === '' &&
  draft.name === '';

/** Whose variables and cookies an open request is sent with. */
export function contextOf({ saved }: OpenRequest): HttpContext {
  const { context } = useHttp.getState();
  return saved === null || saved.collection === context.collection
    ? context
    : { collection: saved.collection, environment: null };
}
