import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = resolve(import.meta.dirname, '../../scripts/lockcheck.mjs');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebench-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function check(packages: Record<string, unknown>): { status: number | null; output: string } {
  const file = join(folder, 'package-lock.json');
  writeFileSync(file, JSON.stringify({ packages }));
  const { status, stdout } = spawnSync(process.execPath, [script, file], { encoding: 'utf8' });
  return { status, output: stdout };
}

test('a lock that names every optional package passes', () => {
  const lock = {
    'node_modules/tool': { version: '1.0.0', optionalDependencies: { 'tool-linux': '1.0.0' } },
    'node_modules/tool-linux': {
      version: '1.0.0',
      resolved: 'https://registry.npmjs.org/tool-linux/-/x.tgz',
    },
  };
  expect(check(lock).status).toBe(0);
});

test('an optional package that the lock does not name is found', () => {
  const found = check({
    'node_modules/tool': { version: '1.0.0', optionalDependencies: { 'tool-mac': '1.0.0' } },
  });
  expect(found.status).toBe(1);
  expect(found.output).toContain('node_modules/tool@1.0.0 wants tool-mac@1.0.0');
});

test('an address that only one machine can reach is found', () => {
  const found = check({
    'node_modules/tool': { version: '1.0.0', resolved: 'http://mirror.example:8080/tool.tgz' },
  });
  expect(found.status).toBe(1);
  expect(found.output).toContain('http://mirror.example:8080/');
});
