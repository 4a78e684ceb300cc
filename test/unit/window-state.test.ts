import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  parseWindowState,
  readWindowState,
  writeWindowState,
} from '../../src/main/hosts/electron/window-state.ts';

const display = { x: 0, y: 24, width: 1920, height: 1056 };
const at = (x: number, y: number, width = 1200, height = 700) =>
  JSON.stringify({ bounds: { x, y, width, height }, maximized: false });

test('a written place is read again, and nothing else is left beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-window-'));
  try {
    const file = join(folder, 'data', 'window.json');
    const state = { bounds: { x: 10, y: 40, width: 1100, height: 700 }, maximized: true };
    expect(readWindowState(file, [display])).toBeNull();
    await writeWindowState(file, state);
    expect(readWindowState(file, [display])).toEqual(state);
    expect(await readdir(join(folder, 'data'))).toEqual(['window.json']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"bounds":{}}',
  '{"bounds":{"x":"1","y":1,"width":1,"height":1},"maximized":false}',
])('a file that holds %j is no place', (text) => expect(parseWindowState(text, [display])).toBeNull());

test.each([
  ['left of every display', at(-1150, 100, 1200)],
  ['right of every display', at(1900, 100)],
  ['above, with its title bar out of reach', at(100, -400)],
  ['below', at(100, 1070)],
  ['where there is no display at all', at(100, 100)],
])('a window %s would not be found', (what, text) => {
  expect(parseWindowState(text, what.includes('no display') ? [] : [display])).toBeNull();
});

test('a window that is partly off stays, and on a second display too', () => {
  expect(parseWindowState(at(-1000, 100), [display])?.bounds.x).toBe(-1000);
  expect(parseWindowState(at(2000, 100), [display, { ...display, x: 1920 }])?.bounds.x).toBe(2000);
});

test('a window never comes back smaller than it may be', () => {
  expect(parseWindowState(at(0, 24, 10, 10), [display])?.bounds).toMatchObject({ width: 1024, height: 640 });
});
