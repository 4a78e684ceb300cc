import { randomBytes } from 'node:crypto';
import { lstat, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Whether a disk takes names for the same that differ by case or normal form. Writes a name and looks for it in other
 * letters: the one way to know.
 */
export async function foldsNames(root: string): Promise<boolean> {
  const name = `.wirebench-${randomBytes(6).toString('hex')}-\u00e9.part`;
  const probe = join(root, name);
  await (await open(probe, 'wx', 0o600)).close();
  try {
    for (const other of [name.toUpperCase(), name.normalize('NFD')]) {
      if ((await lstat(join(root, other)).catch(() => null)) !== null) return true;
    }
    return false;
  } finally {
    await unlink(probe);
  }
}
