import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The program of an installed Electron that can run here, or null: its sandbox needs another user than root, and it a display. */
export function electronRuntime(): string | null {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.getuid?.() === 0 || (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY)) return null;
  const folder = resolve(import.meta.dirname, '../../node_modules/electron');
  const name = join(folder, 'path.txt');
  if (!existsSync(name)) return null;
  const path = join(folder, 'dist', readFileSync(name, 'utf8'));
  return existsSync(path) ? path : null;
}
