import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** What one file of each layer may import: the tree that the linter must leave alone. */
const ALLOWED: Record<string, string> = {
  'src/contract/index.ts': `export { tcp } from './tools/tcp.ts';\nexport { z } from 'zod';\n`,
  'src/contract/rows.ts': `export const rows = 1;\n`,
  'src/contract/tools/tcp.ts': `export { rows as tcp } from '../rows.ts';\n`,
  'src/main/index.ts': `export { app } from 'electron';\nexport { host } from './hosts/electron/host.ts';\n`,
  'src/main/serve.ts': `export { host } from './hosts/browser/host.ts';\n`,
  'src/main/hosts/electron/host.ts': `export { app as host } from 'electron';\nexport { open } from '../../bench/bench.ts';\n`,
  'src/main/hosts/browser/host.ts': `export { WebSocketServer as host } from 'ws';\nexport { open } from '../../bench/bench.ts';\n`,
  'src/main/bench/bench.ts': `export { readFile as open } from 'node:fs';\nexport { service } from '../tools/tcp/service.ts';\n`,
  'src/main/net/connect.ts': `export { Socket as connect } from 'node:net';\nexport { open } from '../bench/bench.ts';\nexport { tcp } from '../../contract/tools/tcp.ts';\n`,
  'src/main/tools/tcp/service.ts': `export { tcp as service } from '../../../contract/tools/tcp.ts';\nexport { own } from './parts/own.ts';\n`,
  'src/main/tools/tcp/parts/own.ts': `export { Socket as own } from 'node:net';\nexport { service } from '../service.ts';\nexport { open } from '../../../bench/bench.ts';\n`,
  'src/preload/index.ts': `import { contextBridge } from 'electron';\nimport type { rows } from '../contract/rows.ts';\nexport const door: [unknown, typeof rows | null] = [contextBridge, null];\n`,
  'src/renderer/main.tsx': `export { rows } from '../contract/rows.ts';\nexport { Page } from './tools/tcp/Page.tsx';\nexport type { tcp } from '../contract/index.ts';\n`,
  'src/renderer/ui/Field.tsx': `export { useState as Field } from 'react';\n`,
  'src/renderer/tools/tcp/Page.tsx': `export { Field as Page } from '../../ui/Field.tsx';\nexport { form } from './form/form.ts';\n`,
  'src/renderer/tools/tcp/form/form.ts': `export const form = 1;\nexport type { tcp } from '../../../../contract/tools/tcp.ts';\n`,
};

/** Every way across a border: the file, and the line planted in it. */
const BREACHES: [rule: string, file: string, line: string][] = [
  ['the contract imports Node', 'src/contract/rows.ts', `import 'node:fs';`],
  ['the contract imports Node by its old name', 'src/contract/rows.ts', `import 'fs';`],
  ['the contract imports Electron', 'src/contract/index.ts', `import 'electron';`],
  ['the contract imports the main process', 'src/contract/index.ts', `import '../main/bench/bench.ts';`],
  [
    'the contract imports a type of main',
    'src/contract/index.ts',
    `export type { open } from '../main/bench/bench.ts';`,
  ],
  ['the contract imports the window', 'src/contract/tools/tcp.ts', `import '../../renderer/main.tsx';`],
  ['the contract imports React', 'src/contract/tools/tcp.ts', `import 'react';`],
  ['the contract uses the page', 'src/contract/rows.ts', `export const page = document.title;`],
  ['the contract uses Node', 'src/contract/rows.ts', `export const env = process.env;`],
  ['the window imports Node', 'src/renderer/ui/Field.tsx', `import 'node:net';`],
  ['the window loads Node on demand', 'src/renderer/ui/Field.tsx', `export const fs = import('node:fs');`],
  ['the window imports Electron', 'src/renderer/main.tsx', `import 'electron';`],
  ['the window imports the main process', 'src/renderer/main.tsx', `import '../main/bench/bench.ts';`],
  [
    'the window imports a type of main',
    'src/renderer/main.tsx',
    `export type { open } from '../main/bench/bench.ts';`,
  ],
  [
    'a tool page imports the main process',
    'src/renderer/tools/tcp/Page.tsx',
    `import '../../../main/bench/bench.ts';`,
  ],
  [
    'the window loads zod through the contract',
    'src/renderer/main.tsx',
    `export { z } from '../contract/index.ts';`,
  ],
  ['the window imports ws', 'src/renderer/main.tsx', `import 'ws';`],
  ['the window uses Node', 'src/renderer/ui/Field.tsx', `export const bytes = Buffer.from('x');`],
  ['the bench imports Electron', 'src/main/bench/bench.ts', `import 'electron';`],
  ['the bench imports a host', 'src/main/bench/bench.ts', `import '../hosts/browser/host.ts';`],
  ['the bench imports ws', 'src/main/bench/bench.ts', `import 'ws';`],
  ['the bench imports the window', 'src/main/bench/bench.ts', `import '../../renderer/main.tsx';`],
  ['what tools share imports a tool of main', 'src/main/net/connect.ts', `import '../tools/tcp/service.ts';`],
  ['what tools share imports a host', 'src/main/net/connect.ts', `import '../hosts/browser/host.ts';`],
  ['a tool imports Electron', 'src/main/tools/tcp/service.ts', `import 'electron';`],
  ['a tool without WebSockets imports ws', 'src/main/tools/tcp/parts/own.ts', `import 'ws';`],
  ['a tool imports a host', 'src/main/tools/tcp/service.ts', `import '../../hosts/electron/host.ts';`],
  ['a tool imports another tool', 'src/main/tools/tcp/service.ts', `import '../http/service.ts';`],
  [
    'a tool imports another tool the long way',
    'src/main/tools/tcp/service.ts',
    `import '../../tools/http/a.ts';`,
  ],
  [
    'a part of a tool imports another tool',
    'src/main/tools/tcp/parts/own.ts',
    `import '../../http/service.ts';`,
  ],
  ['a host knows a tool', 'src/main/hosts/browser/host.ts', `import '../../tools/tcp/service.ts';`],
  ['the browser host imports Electron', 'src/main/hosts/browser/host.ts', `import 'electron';`],
  ['one host imports the other', 'src/main/hosts/electron/host.ts', `import '../browser/host.ts';`],
  ['the Electron host imports ws', 'src/main/hosts/electron/host.ts', `import 'ws';`],
  ['the browser entry imports Electron', 'src/main/serve.ts', `import 'electron';`],
  ['an entry imports ws', 'src/main/serve.ts', `import 'ws';`],
  ['the preload imports Node', 'src/preload/index.ts', `import 'node:fs';`],
  ['the preload imports a library', 'src/preload/index.ts', `import 'zod';`],
  [
    'the preload imports a value of the contract',
    'src/preload/index.ts',
    `export { rows } from '../contract/rows.ts';`,
  ],
  ['the preload imports the main process', 'src/preload/index.ts', `import '../main/index.ts';`],
  ['a tool page imports another tool', 'src/renderer/tools/tcp/Page.tsx', `import '../http/Page.tsx';`],
  [
    'a part of a page imports another tool',
    'src/renderer/tools/tcp/form/form.ts',
    `import '../../http/Page.tsx';`,
  ],
  ['what tools share imports a tool', 'src/renderer/ui/Field.tsx', `import '../tools/tcp/Page.tsx';`],
];

const root = resolve(import.meta.dirname, '../..');
let tree: string;

beforeEach(async () => {
  tree = await mkdtemp(join(tmpdir(), 'wirebench-layers-'));
  await cp(join(root, '.oxlintrc.json'), join(tree, '.oxlintrc.json'));
  for (const [file, text] of Object.entries(ALLOWED)) {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await writeFile(join(tree, file), text);
  }
});
afterEach(() => rm(tree, { recursive: true, force: true }));

/** What the linter says of the tree, one line a finding; it is the project's own configuration, without types. */
function lint(): Promise<string[]> {
  return new Promise((done, fail) => {
    const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
    execFile(process.execPath, [oxlint, '--deny-warnings', '-f', 'unix'], { cwd: tree }, (error, out) => {
      if (error !== null && typeof error.code !== 'number') fail(error);
      else done(out.split('\n').filter((line) => line.includes('[')));
    });
  });
}

test('the linter leaves a tree alone that keeps the layers', async () => {
  expect(await lint()).toEqual([]);
});

describe('the linter refuses a tree where', () => {
  test.each(BREACHES)('%s', async (_rule, file, line) => {
    await writeFile(join(tree, file), `${ALLOWED[file]}${line}\n`);
    const found = await lint();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/no-restricted-(imports|globals)|prefer-node-protocol/);
    expect(found[0]?.startsWith(`${file}:`)).toBe(true);
  });
});
