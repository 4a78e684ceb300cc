import type { Mend } from '../../../../contract/failure.ts';
import type { HttpRequest, Pair, RequestOptions } from '../../../../contract/http/request.ts';
import type { HttpContext } from '../../../../contract/tools/http.ts';
import { getClient } from '../../../bridge/connection.ts';
import { toFailure } from '../../../bridge/failure.ts';
import { saveFile } from '../../../ui/save-file.ts';
import { fileNameOf } from '../answer/media.ts';
import {
  contextOf,
  currentRequest,
  editRequest,
  openRequest,
  patchOpen,
  showRequest,
  useHttp,
} from '../store.ts';
import { mendedUrl } from '../editor/where.ts';
import { connect } from '../websocket/actions.ts';
import { begin } from './begin.ts';
import { isUnderWay, useExchanges } from './exchanges.ts';
import { comeBack, lendFor, readyToSend } from './lent.ts';
import { tellOutcome } from './tell-outcome.ts';
import { tooLong } from './too-long.ts';

const DAY_MS = 86_400_000;

/** Sends the request that is looked at. What fails before anything is sent is shown under the request. */
export async function send(): Promise<void> {
  const one = currentRequest(useHttp.getState());
  if (one.draft.kind === 'websocket') return connect();
  await sendBy(async (request, context) => (await getClient().http.send({ request, context })).exchange);
}

/** Sends it, and writes its answer to a file of the user’s choice while it comes. */
export async function sendToFile(): Promise<void> {
  const { draft } = currentRequest(useHttp.getState());
  if (draft.kind === 'websocket') return;
  const name = fileNameOf(draft.url, null, '');
  await sendBy(async (request, context) => {
    const { exchange, asked } = await getClient().http.sendToFile({ request, context, name });
    if (exchange !== null && !asked) void saveWhole(exchange, name);
    return exchange;
  });
}

/** Where there is no dialog the browser downloads it, whole or not at all. */
const saveWhole = (exchange: string, name: string): Promise<void> =>
  saveFile(
    'answer',
    name,
    (signal) => getClient().http.saveBody({ exchange, form: 'decoded', name, whole: true }, { signal }),
    DAY_MS,
  );

/** `hand` answers with the exchange, or null where the user thought better of it. */
async function sendBy(
  hand: (request: HttpRequest, context: HttpContext) => Promise<string | null>,
): Promise<void> {
  const one = currentRequest(useHttp.getState());
  if (one.starting || isUnderWay(useExchanges.getState().all.get(one.exchange ?? ''))) return;
  await begin(one, async () => {
    const long = tooLong(one.draft);
    if (long) return long;
    const { request, release } = await readyToSend(one.draft);
    try {
      const exchange = await hand(request, contextOf(one));
      if (exchange === null) {
        release();
        return null;
      }
      lendFor(exchange, release);
      patchOpen(one.key, { exchange });
      tellOutcome(exchange);
      return null;
    } catch (error) {
      release();
      throw error;
    }
  });
}

/** Ends the exchange of the request that is looked at; what has come of it stays. */
export async function cancel(): Promise<void> {
  const { exchange, key } = currentRequest(useHttp.getState());
  if (exchange === null) return;
  try {
    await getClient().http.cancel({ exchange });
  } catch (error) {
    patchOpen(key, { failure: toFailure(error) });
  }
}

/** Opens the request that led to an exchange, and sends it again. */
export async function resend(exchange: string): Promise<void> {
  const { request, context } = await getClient().http.request({ exchange });
  openRequest(await comeBack(request));
  useHttp.setState({ context });
  await send();
}

/** Takes over what a mend sets: fields of the request, of its options and of its TLS, by their names. */
export function mendRequest({ set, submit }: Mend): void {
  const { draft, key } = currentRequest(useHttp.getState());
  // A server or a connection may stand over it.
  showRequest(key);
  const patch: Record<string, unknown> = {};
  const options: Record<string, unknown> = { ...draft.options };
  const tls: Record<string, unknown> = { ...draft.options.tls };
  for (const [name, value] of Object.entries(set)) {
    if (name === 'leaveOut') patch['headers'] = withoutHeader(draft.headers, String(value));
    else if (name === 'origin' || name === 'scheme') patch['url'] = mendedUrl(draft.url, { [name]: value });
    else if (name in options) options[name] = value;
    else if (name in tls || name === 'pin' || name === 'serverName' || name === 'ca') tls[name] = value;
    else patch[name] = value;
  }
  editRequest({ ...patch, options: { ...options, tls } as RequestOptions });
  if (submit) void send();
}

/** The rows of that name are switched off, so that what follows from the request is sent in their place. */
const withoutHeader = (headers: readonly Pair[], left: string): Pair[] =>
  headers.map((row) => (row.name.trim().toLowerCase() === left.toLowerCase() ? { ...row, on: false } : row));
