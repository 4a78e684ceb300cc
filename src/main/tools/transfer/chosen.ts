import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Item } from '../../../contract/files.ts';
import { BenchError } from '../../bench/failure.ts';
import type { Files } from '../../bench/files/files.ts';

/** The names of what the user chose, without what is in the folders. */
function namesOf(items: readonly Item[], files: Files): string[] {
  return items.flatMap((item) => {
    if (item.kind === 'path') return [basename(item.path) || item.path];
    const roots = new Set<string>();
    for (const { path } of files.loan(item.loan).files) roots.add(path.split('/', 1)[0] ?? path);
    return [...roots];
  });
}

/** What was chosen, in words: `photos`, `3 items`. */
export function inWords(items: readonly Item[], files: Files): string {
  const names = namesOf(items, files);
  const [only] = names;
  return names.length === 1 && only !== undefined ? only : `${names.length.toLocaleString('en-US')} items`;
}

/** Throws ONE_FILE unless one file was chosen. What is not there is for the transfer to tell. */
export async function mustBeOneFile(items: readonly Item[], files: Files): Promise<void> {
  const [only] = items;
  const isOne =
    items.length === 1 &&
    only !== undefined &&
    (only.kind === 'path' ? !(await isFolder(only.path)) : lendsOne(only.loan, files));
  if (isOne) return;
  const as = (mode: string, label: string) => ({ label, form: 'transfer send', set: { mode }, submit: true });
  throw new BenchError({
    code: 'ONE_FILE',
    field: 'files',
    message: 'Plain mode sends the bytes of one file, without its name.',
    hint: 'Choose one file, or a mode that tells the other side of names and folders.',
    mends: [as('verified', 'Send verified'), as('tar', 'Send as tar')],
  });
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (one) => one.isDirectory(),
    () => false,
  );

function lendsOne(loan: string, files: Files): boolean {
  const lent = files.loan(loan).files;
  return lent.length === 1 && lent[0]?.kind === 'file';
}
