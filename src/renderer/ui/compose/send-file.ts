import { isAbort } from '../../bridge/failure.ts';
import { announce } from '../announce.ts';
import { formatBytes } from '../format.ts';
import { useNotice } from '../notice.ts';
import type { SessionActions } from '../session/actions.ts';
import { changeDraft, draftOf } from './draft-store.ts';
import { sendNow, sentence } from './send.ts';

/** Sends what stands in the composer; true when all of it has gone. A file is read by main where the tool can do that. */
export function sendDraft(session: string, bytes: () => Blob, actions: SessionActions): Promise<boolean> {
  const blob = draftOf(session).attachment?.blob;
  return actions.sendFile && blob instanceof File
    ? sendFile(session, blob, actions.sendFile)
    : sendNow(session, bytes(), actions);
}

async function sendFile(
  session: string,
  file: File,
  send: NonNullable<SessionActions['sendFile']>,
): Promise<boolean> {
  if (draftOf(session).sending) return false;
  const abort = new AbortController();
  changeDraft(session, { sending: { sent: 0, total: file.size, abort, large: true }, problem: null });
  try {
    await send(file, abort.signal);
    const text = `Sent ${file.name}, ${formatBytes(file.size)}`;
    useNotice.getState().show('compose', text);
    announce(text);
    return true;
  } catch (error) {
    changeDraft(session, { problem: isAbort(error) ? 'Cancelled.' : sentence(error) });
    return false;
  } finally {
    changeDraft(session, { sending: null });
  }
}

/** Gives up what is on its way, also a file that another window sends. */
export function cancelSending(session: string, actions: SessionActions): void {
  const { sending } = draftOf(session);
  if (sending) sending.abort.abort();
  else actions.cancelFile?.().catch(() => undefined);
}
