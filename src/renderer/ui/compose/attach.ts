import { announce } from '../announce.ts';
import { formatBytes } from '../format.ts';
import { changeDraft, draftOf } from './draft-store.ts';

/** Puts a file in the place of the message. It goes when it is sent. */
export function attachFile(session: string, file: File | undefined): void {
  if (!file) return;
  if (draftOf(session).sending)
    return refuse(session, 'Wait until what is being sent has gone, or cancel it.');
  changeDraft(session, { attachment: { name: file.name, kind: 'file', blob: file }, problem: null });
  announce(`Attached ${file.name}, ${formatBytes(file.size)}.`);
  // The next thing to do; the field that had the focus is gone.
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-compose="${session}"] button[type=submit]`)?.focus(),
  );
}

/** As {@link attachFile}, for what was dropped: one file. Call it in the event itself. */
export function attachDropped(session: string, transfer: DataTransfer): void {
  const [item, ...more] = [...transfer.items].filter(({ kind }) => kind === 'file');
  const folder = item?.webkitGetAsEntry()?.isDirectory;
  if (more.length > 0 || folder)
    return refuse(
      session,
      `${folder ? 'A folder' : 'More than one file'} can’t be sent here: a connection takes one file at a time, as it is.`,
    );
  attachFile(session, item?.getAsFile() ?? undefined);
}

function refuse(session: string, problem: string): void {
  changeDraft(session, { problem });
}

/** The session whose composer holds this part of the page. */
export const composedAt = (on: Element): string | undefined =>
  on.closest<HTMLElement>('[data-compose]')?.dataset.compose;
