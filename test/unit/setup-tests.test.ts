import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = resolve(import.meta.dirname, '../../scripts/setup-tests.mjs');
let bare: string;
beforeEach(() => {
  // A machine with Node and nothing else: no program to find, and no apt-get to install one with.
  bare = mkdtempSync(join(tmpdir(), 'wirebench-bare-'));
  symlinkSync(process.execPath, join(bare, 'node'));
});
afterEach(() => rmSync(bare, { recursive: true, force: true }));

function setUp(ci: string): { status: number | null; lines: string[] } {
  const env = { PATH: bare, CI: ci };
  const { status, stdout } = spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
  return { status, lines: stdout.trim().split('\n') };
}

test('what is missing is named, one line each, with the one command that installs it', () => {
  const { status, lines } = setUp('');
  expect(status).toBe(0);
  for (const name of ['chromium', 'ncat', 'socat', 'nc', 'python3', 'gcc']) {
    expect(lines.filter((line) => line.startsWith(`setup: ${name} is missing (`))).toHaveLength(1);
  }
  expect(lines.at(-1)).toMatch(
    /^setup: on Debian or Ubuntu: sudo apt-get install .*chromium.* netcat-openbsd/,
  );
});

test('with CI=true something missing is a failure', () => {
  const { status, lines } = setUp('true');
  expect(status).toBe(1);
  expect(lines.at(-1)).toBe('setup: with CI=true that is a failure');
});
