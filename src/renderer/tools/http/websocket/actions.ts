import type { HttpSession } from '../../../../contract/tools/http.ts';
import { benchHas, useBench } from '../../../bridge/bench-store.ts';
import { getClient } from '../../../bridge/connection.ts';
import { changeDraft, draftOf } from '../../../ui/compose/draft-store.ts';
import { announce } from '../../../ui/announce.ts';
import { focusMessage } from '../../../ui/form/focus.ts';
import { begin } from '../request/begin.ts';
import { contextOf, currentRequest, httpState, type OpenRequest, patchOpen, useHttp } from '../store.ts';

/** What can be done with WebSockets. What fails is shown where it was asked for, and said to screen readers. */

/** The connection of a request: where a password was asked for, the one that it went on over. */
export function socketOf({ session }: Pick<OpenRequest, 'session'>): HttpSession | null {
  return lastOf(session, (id) => useBench.getState().sessions.get(id));
}

/** The same, for a component. */
export const useSocketOf = ({ session }: Pick<OpenRequest, 'session'>): HttpSession | null =>
  useBench(({ sessions }) => lastOf(session, (id) => sessions.get(id)));

function lastOf(first: string | null, find: (id: string) => unknown): HttpSession | null {
  let found: HttpSession | null = null;
  for (let id: string | null | undefined = first; id; id = found?.details.webSocket?.next) {
    const next = find(id) as HttpSession | undefined;
    if (!next) break;
    found = next;
  }
  return found;
}

/** It is open, or on its way to it. */
export const isLinked = (session: HttpSession | null): boolean =>
  session !== null && session.details.webSocket?.state !== 'over';

/** It is open, on its way to it, or was: not one whose handshake failed. */
export const wasOpen = (session: HttpSession): boolean =>
  isLinked(session) || (session.details.webSocket?.close ?? null) !== null;

/** Connects the request that is looked at, unless it is connected. */
export async function connect(): Promise<void> {
  const one = currentRequest(useHttp.getState());
  if (one.starting || isLinked(socketOf(one))) return;
  const asked = document.activeElement;
  await begin(one, async () => {
    const request = { ...one.draft, body: { kind: 'none' as const } };
    const { session } = await getClient().webSocket.connect({ request, context: contextOf(one) });
    await benchHas(session);
    keepDraft(one.session, session);
    patchOpen(one.key, { session });
    whenOpen(session, () => {
      announce('The WebSocket is open');
      focusMessage(asked);
    });
    return null;
  });
}

/** Runs `then` once the WebSocket is open; never where its handshake fails. */
function whenOpen(session: string, then: () => void): void {
  const isSettled = (): boolean => {
    const state = socketOf({ session })?.details.webSocket?.state;
    if (state === 'open') then();
    return state !== 'connecting';
  };
  if (isSettled()) return;
  const stop = useBench.subscribe(() => {
    if (isSettled()) stop();
  });
}

/** What stands in the composer goes along to the next connection. */
function keepDraft(before: string | null, now: string): void {
  if (before === null) return;
  const { text, encoding, ending, template, frameAs, everyMs } = draftOf(before);
  changeDraft(now, { text, encoding, ending, template, frameAs, everyMs });
}

/** Begins to close a WebSocket; one that is not open yet, or does not follow, is given up at once. */
export const disconnect = ({ id, details }: HttpSession): Promise<void> =>
  httpState.act(id, async () => {
    if (details.webSocket?.state === 'open') await closeWith(id, 1000, '');
    else await getClient().http.close({ session: id });
  });

export async function closeWith(session: string, code: number, reason: string): Promise<void> {
  await getClient().webSocket.close({ session, code, reason });
}

export const ping = ({ id }: HttpSession): Promise<void> =>
  httpState.act(id, async () => {
    await getClient().webSocket.ping({ session: id, text: '' });
    announce('Ping sent');
  });
