import { getClient } from '../../bridge/connection.ts';
import { withFile } from '../../bridge/upload.ts';

/** Saves sets as a file through the host; a sentence about what came of it, null where it was cancelled. */
export async function exportRules(sets: string[]): Promise<string | null> {
  const result = await getClient().rules.export({ sets });
  if (result.kind === 'cancelled') return null;
  if (result.kind === 'saved') return `Saved to ${result.path}`;
  const link = document.createElement('a');
  link.href = result.url;
  link.download = '';
  link.click();
  return 'Downloading';
}

/** Lets the user pick a file and hands it to the bench; the sets that were added, null where none was picked. */
export async function importRules(file: File): Promise<{ id: string; name: string }[]> {
  const { sets } = await withFile(file, (bytes) => getClient().rules.import(bytes));
  return sets;
}
