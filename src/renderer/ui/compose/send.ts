import { isAbort, toFailure } from '../../bridge/failure.ts';
import { announce } from '../announce.ts';
import { formatCount } from '../format.ts';
import { useNotice } from '../notice.ts';
import type { RepeatedMessage, SessionActions } from '../session/actions.ts';
import { changeDraft, draftOf, type Sending, specOf } from './draft-store.ts';
import { addToHistory } from './history.ts';
import { CHUNK, sendChunks } from './send-chunks.ts';

/** Everything the composer does. What was typed stays whatever happens. */

/** Small messages wait for each other up to this many bytes; a peer that never reads would let them pile up. */
const QUEUE_LIMIT = 4 * CHUNK;

/** The last send of each session that is busy: the next one follows it, so that messages go out in their order. */
const tails = new Map<string, Promise<unknown>>();

/** Whether another message can be given to a session now. */
export const canQueue = (sending: Sending | null, size: number): boolean =>
  sending === null || (!sending.large && size <= CHUNK && sending.total - sending.sent + size <= QUEUE_LIMIT);

/**
 * Sends bytes to the session, chunk by chunk, after what was sent before; true when the socket has taken all of them.
 * `draft`: they are what stands in the composer.
 */
export async function sendNow(
  session: string,
  bytes: Blob,
  actions: SessionActions,
  { draft }: { draft: boolean } = { draft: true },
): Promise<boolean> {
  const { sending: before, attachment: held } = draftOf(session);
  const attachment = draft ? held : null;
  if (!canQueue(before, bytes.size)) return false;
  const abort = before?.abort ?? new AbortController();
  const large = attachment !== null || bytes.size > CHUNK;
  const total = (before?.total ?? 0) + bytes.size;
  changeDraft(session, { sending: { sent: before?.sent ?? 0, total, abort, large }, problem: null });
  if (draft && !attachment) keep(session);

  let mine = 0;
  const work = (tails.get(session) ?? Promise.resolve()).then(() =>
    sendChunks(bytes, actions.send, abort.signal, (sent) => {
      const { sending } = draftOf(session);
      if (sending?.abort === abort)
        changeDraft(session, { sending: { ...sending, sent: sending.sent + sent - mine } });
      mine = sent;
    }),
  );
  tails.set(session, work);
  try {
    await work;
    return true;
  } catch (error) {
    // What waits behind a message that failed would arrive without it: it is given up too.
    const first = !abort.signal.aborted;
    const cancelled = !first || isAbort(error);
    abort.abort();
    const rest = mine > 0 ? ` ${formatCount(mine)} of ${formatCount(bytes.size)} bytes went.` : '';
    if (first || draftOf(session).problem === null) {
      changeDraft(session, { problem: cancelled ? `Cancelled.${rest}` : `${sentence(error)}${rest}` });
    }
    return false;
  } finally {
    if (tails.get(session) === work) {
      tails.delete(session);
      changeDraft(session, { sending: null });
    }
  }
}

export async function sendToAll(session: string, bytes: Blob, actions: SessionActions): Promise<void> {
  await attempt(session, async () => {
    const clients = await actions.sendToAll?.(bytes);
    keep(session);
    const text = `Sent to ${clients ?? 0} ${clients === 1 ? 'client' : 'clients'}`;
    useNotice.getState().show('compose', text);
    announce(text);
  });
}

/** Repeats bytes; or, where the session can, a message that is made anew each time. */
export async function startRepeat(
  session: string,
  what: Blob | RepeatedMessage,
  everyMs: number,
  actions: SessionActions,
): Promise<void> {
  await attempt(session, async () => {
    if (what instanceof Blob) await actions.repeat(what, everyMs);
    else await actions.repeatMessage?.(what, everyMs);
    keep(session);
  });
}

export async function stopRepeat(session: string, actions: SessionActions): Promise<void> {
  await attempt(session, () => actions.stopRepeat());
}

async function attempt(session: string, act: () => Promise<void>): Promise<void> {
  changeDraft(session, { problem: null });
  try {
    await act();
  } catch (error) {
    changeDraft(session, { problem: sentence(error) });
  }
}

function keep(session: string): void {
  const { text, encoding, ending } = draftOf(session);
  const { template, framing } = specOf(draftOf(session));
  addToHistory({
    text,
    encoding,
    ending,
    ...(template ? { template } : {}),
    ...(framing.kind === 'raw' ? {} : { framing }),
  });
}

export function sentence(error: unknown): string {
  const { message, hint } = toFailure(error);
  return hint ? `${message} ${hint}` : message;
}
