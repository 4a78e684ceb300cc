import { blankRequest, REQUEST_OPTIONS } from '../../../../contract/payload/http-request.ts';
import type { HttpRequest } from '../../../../contract/http/request.ts';
import { recall, remember } from '../../../bridge/memory.ts';
import { newOpen, type OpenRequest, useHttp } from '../store.ts';

/**
 * The open requests outlive a reload of the window. They hold passwords and tokens, so they are remembered in memory
 * and never on the disk: what is to outlive the app is saved in a collection.
 */

const KEY = 'http.open';
/** As many as are remembered, each under a key of its own. */
const MOST = 40;
/** What one of them may come to; a longer body is left out. */
const LARGEST = 200_000;
const WRITE_AFTER_MS = 400;

type Kept = Pick<OpenRequest, 'draft' | 'saved' | 'changed' | 'exchange' | 'session'>;

const written: (OpenRequest | undefined)[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/** Takes over what was open before the window was loaded anew, and remembers from now on. */
export function rememberOpen(): void {
  const { count, current } = recall(KEY, { count: 0, current: 0 });
  const open: OpenRequest[] = [];
  for (let slot = 0; slot < count; slot++) {
    const kept = recall<Partial<Kept>>(`${KEY}.${slot}`, {});
    if (kept.draft) open.push(newOpen(wholeDraft(kept.draft), { ...kept }));
  }
  const shown = open[Math.min(current, open.length - 1)];
  if (shown) useHttp.setState({ open, current: shown.key });
  useHttp.subscribe((now, before) => {
    if (now.open === before.open && now.current === before.current) return;
    clearTimeout(timer);
    timer = setTimeout(write, WRITE_AFTER_MS);
  });
  window.addEventListener('pagehide', write);
}

/** One that an older version of the app wrote lacks what has come since. */
const wholeDraft = (draft: Partial<HttpRequest>): HttpRequest => ({
  ...blankRequest(),
  ...draft,
  webSocket: { ...blankRequest().webSocket, ...draft.webSocket },
  options: { ...REQUEST_OPTIONS, ...draft.options },
});

function write(): void {
  clearTimeout(timer);
  const { open, current } = useHttp.getState();
  const kept = open.slice(0, MOST);
  kept.forEach((one, slot) => {
    if (written[slot] === one) return;
    written[slot] = one;
    remember(`${KEY}.${slot}`, keepable(one), 'memory');
  });
  const at = kept.findIndex(({ key }) => key === current);
  remember(KEY, { count: kept.length, current: Math.max(at, 0) }, 'memory');
}

/** What JSON can carry of it: no files of the page. */
export function keepable({ draft, saved, changed, exchange, session }: OpenRequest): Kept {
  const { certificate, ...tls } = draft.options.tls;
  const options = {
    ...draft.options,
    tls: { ...tls, ...(certificate?.kind === 'pem' ? { certificate } : {}) },
  };
  const kept = { draft: { ...draft, options }, saved, changed, exchange, session };
  if (JSON.stringify(kept).length <= LARGEST) return kept;
  return { ...kept, draft: { ...kept.draft, body: { kind: 'none' } } };
}
