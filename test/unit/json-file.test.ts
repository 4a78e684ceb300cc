import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { ruleSetSchema } from '../../src/contract/respond.ts';
import { JsonFile } from '../../src/main/bench/json-file.ts';
import { MessageLibrary } from '../../src/main/bench/messages/library.ts';
import { SettingsStore } from '../../src/main/bench/settings.ts';
import { RuleStore } from '../../src/main/net/respond/rules/rule-store.ts';
import { ProgramRun } from '../support/program-run.ts';

interface Thing {
  id: string;
  says: string;
}

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'json-file-test-'));
  path = join(folder, 'things.json');
});
afterEach(() => rm(folder, { recursive: true }));

/** One that has the folder open: things by id, as the stores of the bench keep theirs. */
async function open() {
  let things: Thing[] = [];
  const file = new JsonFile<Thing[]>({
    path,
    what: 'The things',
    read: (stored) =>
      stored === undefined ? [] : (stored as { things: Thing[] }).things.map((t) => ({ ...t })),
    plain: (content) => ({ things: content }),
    current: () => things,
    adopt: (content) => (things = content),
  });
  things = await file.load();
  return {
    file,
    says: () => things.map(({ id, says }) => `${id}=${says}`).join(' '),
    change(id: string, says: string | null) {
      const at = things.findIndex((thing) => thing.id === id);
      const thing = says === null ? [] : [{ id, says }];
      things = things.toSpliced(at < 0 ? things.length : at, at < 0 ? 0 : 1, ...thing);
      return file.save();
    },
  };
}

const onDisk = async (name = 'things.json') =>
  (JSON.parse(await readFile(join(folder, name), 'utf8')) as { things: Thing[] }).things
    .map(({ id, says }) => `${id}=${says}`)
    .join(' ');

describe('two that have one file open', () => {
  it('keep what the other one adds, changes and removes', async () => {
    const one = await open();
    for (const id of ['a', 'b', 'c', 'd']) await one.change(id, '1');
    const other = await open();
    await one.change('a', '2');
    await one.change('b', null);
    await one.change('e', '1');
    await other.change('c', '2');
    await other.change('f', '1');
    expect(await onDisk()).toBe('a=2 c=2 d=1 e=1 f=1');
    expect(other.says()).toBe('a=2 c=2 d=1 e=1 f=1');
    await one.change('d', null);
    expect(one.says()).toBe('a=2 c=2 e=1 f=1');
    expect(await readdir(folder)).toEqual(['things.json']);
    expect([one.file.problem, other.file.problem]).toEqual([null, null]);
  });

  it('lose nothing where both change the same thing, and say where the other one is', async () => {
    const one = await open();
    await one.change('a', '1');
    const other = await open();
    await one.change('a', 'one');
    await other.change('a', 'other');
    expect(await onDisk()).toBe('a=other');
    expect(await onDisk('things.other.json')).toBe('a=one');
    expect(other.file.problem).toMatchObject({
      code: 'CHANGED',
      message: 'Another Wirebench has changed the things at the same time.',
    });
    expect(other.file.problem?.hint).toContain(join(folder, 'things.other.json'));
  });

  it('keep a thing that one removes and the other changes', async () => {
    const one = await open();
    await one.change('a', '1');
    const other = await open();
    await one.change('a', null);
    await other.change('a', '2');
    expect(await onDisk()).toBe('a=2');
    await one.change('b', '1');
    expect(one.says()).toBe('a=2 b=1');
  });

  it('keep what is changed while it is written', async () => {
    const one = await open();
    const other = await open();
    await one.change('a', '1');
    const written = other.change('b', '1');
    // Not before the write has begun to look at the file.
    await Promise.resolve();
    const later = readFile(path).then(() => other.change('c', '1'));
    await Promise.all([written, later]);
    expect(other.says().split(' ').sort()).toEqual(['a=1', 'b=1', 'c=1']);
    expect((await onDisk()).split(' ').sort()).toEqual(['a=1', 'b=1', 'c=1']);
  });

  it('write over nothing that can’t be read', async () => {
    const one = await open();
    await one.change('a', '1');
    await writeFile(path, '{"things": [{"id": "z"');
    await one.change('b', '1');
    expect(await onDisk()).toBe('a=1 b=1');
    expect(await readFile(join(folder, 'things.broken.json'), 'utf8')).toBe('{"things": [{"id": "z"');
    expect(one.file.problem).toMatchObject({ code: 'BROKEN_FILE' });
  });
});

describe('the lock of a file', () => {
  const left = `${hostname()} ${spawnSync(process.execPath, ['-e', '']).pid}`;

  it.each([
    ['by a process that has crashed', left, 0],
    ['by another machine a while ago', 'elsewhere 1', 60],
    ['before anything was written to it', '', 60],
  ])('holds nobody up when it was left behind %s', async (_, text, seconds) => {
    await writeFile(`${path}.lock`, text);
    const then = Date.now() / 1000 - seconds;
    await utimes(`${path}.lock`, then, then);
    const one = await open();
    await one.change('a', '1');
    expect(await readdir(folder)).toEqual(['things.json']);
  });

  it('is waited for while its process runs', async () => {
    await writeFile(`${path}.lock`, `${hostname()} ${process.pid}`);
    const one = await open();
    let through = false;
    const change = one.change('a', '1').then(() => (through = true));
    // The other one writes meanwhile, and lets go.
    await writeFile(path, JSON.stringify({ things: [{ id: 'b', says: '1' }] }));
    expect(through).toBe(false);
    await rm(`${path}.lock`);
    await change;
    expect(await onDisk()).toBe('b=1 a=1');
  });
});

describe('two benches with one data folder', () => {
  it('take over each other’s settings, and what they remember', async () => {
    const one = await SettingsStore.open(folder);
    const other = await SettingsStore.open(folder);
    const told: string[] = [];
    other.onChange(({ theme }) => told.push(theme));
    await one.update({ theme: 'dark' });
    await one.remember('split', 0.4, 'disk');
    await other.update({ density: 'compact' });
    await other.remember('tab', 'udp', 'disk');
    expect(other.get()).toMatchObject({ theme: 'dark', density: 'compact' });
    expect(told.at(-1)).toBe('dark');
    const last = await SettingsStore.open(folder);
    expect(last.get()).toMatchObject({ theme: 'dark', density: 'compact' });
    expect(last.recall()).toEqual({ split: 0.4, tab: 'udp' });
  });

  it('take over each other’s rules', async () => {
    const set = (id: string) => ruleSetSchema.parse({ id, name: id, rules: [] });
    const one = await RuleStore.open(folder);
    const other = await RuleStore.open(folder);
    await one.save(set('first'));
    await other.save(set('second'));
    expect(other.list().map(({ name }) => name)).toEqual(['first', 'second']);
    expect(other.get('first')).not.toBeNull();
    await one.remove('first');
    await other.remove('second');
    expect((await RuleStore.open(folder)).list()).toEqual([]);
  });

  it('lose no message when two processes save all the time', async () => {
    const script = join(folder, 'save-messages.mjs');
    await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        ssr: join(import.meta.dirname, '../support/save-messages.ts'),
        outDir: folder,
        emptyOutDir: false,
        rolldownOptions: { output: { entryFileNames: 'save-messages.mjs' } },
      },
      ssr: { noExternal: true },
    });
    const data = join(folder, 'data');
    const ends = await Promise.all(
      ['one', 'other'].map((who) =>
        new ProgramRun(spawn(process.execPath, [script, data, who, '40'])).ended(),
      ),
    );
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    const library = await MessageLibrary.open(data);
    const names = library.get().items.map(({ name }) => name);
    const wanted = ['one', 'other'].flatMap((who) => Array.from({ length: 40 }, (_, i) => `${who} ${i + 1}`));
    expect(names.toSorted()).toEqual(wanted.toSorted());
    expect(await readdir(data)).toEqual(['messages.json']);
  });
});
