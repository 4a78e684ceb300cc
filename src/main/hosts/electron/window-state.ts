import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const rectangleSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) });
const stateSchema = z.object({ bounds: rectangleSchema, maximized: z.boolean() });

export type Rectangle = z.infer<typeof rectangleSchema>;
export type WindowState = z.infer<typeof stateSchema>;

export const MIN_WIDTH = 1024;
export const MIN_HEIGHT = 640;
/** How much of the window must lie on a display for it to be found and moved, in pixels. */
const GRIP = 100;

/** Where the window was when it was closed; null when that is not known or not on any display any more. */
export function readWindowState(file: string, workAreas: readonly Rectangle[]): WindowState | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // The first start, or a folder that can't be read: the default place is as good as any.
    return null;
  }
  return parseWindowState(text, workAreas);
}

export function parseWindowState(text: string, workAreas: readonly Rectangle[]): WindowState | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = stateSchema.safeParse(value);
  if (!parsed.success) return null;
  const { bounds: was, maximized } = parsed.data;
  const bounds = {
    ...was,
    width: Math.max(was.width, MIN_WIDTH),
    height: Math.max(was.height, MIN_HEIGHT),
  };
  return workAreas.some((area) => isReachable(bounds, area)) ? { bounds, maximized } : null;
}

/** Writes the file whole or not at all. */
export async function writeWindowState(file: string, state: WindowState): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.part`;
  await writeFile(part, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(part, file);
}

/** The title bar is at the top: its row must be on the display, and enough of its width. */
function isReachable(bounds: Rectangle, area: Rectangle): boolean {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const top = bounds.y >= area.y - GRIP / 2 && bounds.y <= area.y + area.height - GRIP;
  return width >= GRIP && top;
}
