import { spawn } from 'node:child_process';

/** True where a browser that is opened can be seen. */
export function hasDisplay(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  return platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Opens the user's browser at `url` and does not wait for it. */
export function openBrowser(url: string): void {
  const [command, ...args] = opener();
  const child = spawn(command, [...args, url], { detached: true, stdio: 'ignore' });
  // Nothing is lost where no browser can be opened: the address has been printed.
  child.on('error', () => child.unref());
  child.unref();
}

function opener(): [string, ...string[]] {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return ['xdg-open'];
}
