import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where settings and the window's place are kept. `WIREBENCH_DATA` names another folder. */
export function dataDirectory(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env.WIREBENCH_DATA) return resolve(env.WIREBENCH_DATA);
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'wirebench');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'wirebench');
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'wirebench');
}
