import type { HttpRequest } from '../../../../contract/http/request.ts';
import { blankRequest } from '../../../../contract/payload/http-request.ts';
import { announce } from '../../../ui/announce.ts';
import { focusField } from '../../../ui/form/focus.ts';
import { httpState, newOpen, openRequest, type OpenRequest, showRequest, useHttp } from '../store.ts';
import { titleOf } from './title.ts';

/** What can be done with the requests that are open. */

/** So many closed ones can be opened again. */
const MOST_CLOSED = 20;

/** Opens a request of its own, with the keyboard at its URL: from there Enter sends it. Answers its key. */
export function openAtUrl(draft: HttpRequest): string {
  const key = openRequest(draft);
  focusField('http request', 'url');
  return key;
}

export function newRequest(): void {
  openAtUrl(blankRequest());
}

/** Opens another one like it, which is kept nowhere yet. */
export function duplicate({ draft }: OpenRequest): void {
  openAtUrl({ ...draft, name: draft.name === '' ? '' : `${draft.name} copy` });
}

/** Closes an open request; the one beside it is shown. */
export function closeRequest(key: string): void {
  const { open, current, closed } = useHttp.getState();
  const at = open.findIndex((one) => one.key === key);
  const one = open[at];
  if (!one) return;
  const rest = open.filter((each) => each !== one);
  const left = rest.length > 0 ? rest : [newOpen(blankRequest())];
  useHttp.setState({
    open: left,
    current: current === key ? (left[Math.min(at, left.length - 1)]?.key ?? '') : current,
    closed: [...closed, one].slice(-MOST_CLOSED),
  });
  announce(`${titleOf(one.draft)} closed`);
}

export function closeOthers(key: string): void {
  for (const one of useHttp.getState().open) if (one.key !== key) closeRequest(one.key);
}

/** Brings back the one that was closed last. */
export function reopen(): void {
  const { closed } = useHttp.getState();
  const one = closed.at(-1);
  if (!one) return;
  useHttp.setState(({ open }) => ({
    open: [...open, { ...one, starting: false }],
    closed: closed.slice(0, -1),
  }));
  showRequest(one.key);
}

/** Goes to the next one, or the one before; round at the ends. */
export function step(by: 1 | -1): void {
  const { open, current } = useHttp.getState();
  const at = open.findIndex(({ key }) => key === current);
  const next = open[(at + by + open.length) % open.length];
  httpState.select(null);
  if (next) showRequest(next.key);
}
