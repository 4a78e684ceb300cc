import { isAbort, toFailure } from '../../bridge/failure.ts';
import { announce } from '../announce.ts';
import { formatCount } from '../format.ts';
import { useNotice } from '../notice.ts';
import type { SessionActions } from '../session/SessionBody.tsx';
import { changeDraft, draftOf } from './draft-store.ts';
import { addToHistory } from './history.ts';
import { sendChunks } from './send-chunks.ts';

/** Everything the composer does. What was typed stays whatever happens. */

/** Sends bytes to the session, chunk by chunk; one send at a time. */
export async function sendNow(session: string, bytes: Blob, actions: SessionActions): Promise<boolean> {
  const draft = draftOf(session);
  if (draft.sending) return false;
  const abort = new AbortController();
  changeDraft(session, { sending: { sent: 0, total: bytes.size, abort }, problem: null });
  if (!draft.attachment) keep(session);
  try {
    await sendChunks(bytes, actions.send, abort.signal, (sent) => {
      changeDraft(session, { sending: { sent, total: bytes.size, abort } });
    });
    changeDraft(session, { sending: null });
    return true;
  } catch (error) {
    const given = abort.signal.aborted;
    const sent = draftOf(session).sending?.sent ?? 0;
    const rest =
      bytes.size > sent && sent > 0 ? ` ${formatCount(sent)} of ${formatCount(bytes.size)} bytes went.` : '';
    changeDraft(session, {
      sending: null,
      problem: given || isAbort(error) ? `Cancelled.${rest}` : `${sentence(error)}${rest}`,
    });
    return false;
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

export async function startRepeat(
  session: string,
  bytes: Blob,
  everyMs: number,
  actions: SessionActions,
): Promise<void> {
  await attempt(session, async () => {
    await actions.repeat(bytes, everyMs);
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
  addToHistory({ text, encoding, ending });
}

function sentence(error: unknown): string {
  const { message, hint } = toFailure(error);
  return hint ? `${message} ${hint}` : message;
}
