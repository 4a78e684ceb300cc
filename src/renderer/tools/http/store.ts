import { create } from 'zustand';
import { blankRequest } from '../../../contract/payload/http-request.ts';
import type { HttpRequest } from '../../../contract/http/request.ts';
import type { HttpContext, HttpListener, HttpSession } from '../../../contract/tools/http.ts';
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
  readonly changed: boolean;
  /** The latest exchange, of which the answer is shown. */
  readonly exchange: string | null;
}

export interface HttpUi {
  open: readonly OpenRequest[];
  /** The key of the one that is looked at. */
  current: string;
  context: HttpContext;
}

let keys = 0;
export const newKey = (): string => `${++keys}`;
const first: OpenRequest = {
  key: newKey(),
  draft: blankRequest(),
  saved: null,
  changed: false,
  exchange: null,
};

export const useHttp = create<HttpUi>(() => ({
  open: [first],
  current: first.key,
  context: { collection: null, environment: null },
}));

/** The request that is looked at; there always is one. */
export const currentRequest = ({ open, current }: HttpUi): OpenRequest =>
  open.find(({ key }) => key === current) ?? open[0] ?? first;

/** Changes the request that is looked at. */
export function editRequest(patch: Partial<HttpRequest>): void {
  useHttp.setState((state) => {
    const { key } = currentRequest(state);
    return {
      open: state.open.map((one) =>
        one.key === key ? { ...one, draft: { ...one.draft, ...patch }, changed: true } : one,
      ),
    };
  });
}

/** Opens a request of its own and shows it. Answers its key. */
export function openRequest(
  draft: HttpRequest,
  more: Partial<Pick<OpenRequest, 'saved' | 'exchange'>> = {},
): string {
  const one: OpenRequest = { key: newKey(), draft, saved: null, changed: false, exchange: null, ...more };
  httpState.select(null);
  useHttp.setState(({ open }) => ({ open: [...open, one], current: one.key }));
  return one.key;
}
