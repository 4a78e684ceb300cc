import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The user’s folder for downloads as desktops keep it, the usual one, or the home folder where there is neither. */
export async function downloadsFolder(): Promise<string> {
  for (const folder of [await chosen(), join(homedir(), 'Downloads')])
    if (folder !== null && (await isFolder(folder))) return folder;
  return homedir();
}

/** What `xdg-user-dirs` wrote down: a line `XDG_DOWNLOAD_DIR="$HOME/Downloads"`. */
async function chosen(): Promise<string | null> {
  const config = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
  const text = await readFile(join(config, 'user-dirs.dirs'), 'utf8').catch(() => '');
  const found = /^XDG_DOWNLOAD_DIR="(\$HOME)?([^"]*)"$/m.exec(text);
  if (!found) return null;
  const folder = found[1] === undefined ? (found[2] ?? '') : join(homedir(), found[2] ?? '');
  return isAbsolute(folder) ? folder : null;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
