import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSink } from '../../src/main/bench/files/folder-sink.ts';
import type { Offered, Sink, SinkFile, SinkOptions, Verdict } from '../../src/main/bench/files/sink.ts';

export const TIME = Date.UTC(2024, 4, 17, 12, 30, 15);

export const entry = (path: string, more: Partial<Offered> = {}): Offered => ({
  path,
  kind: 'file',
  size: 5,
  modified: TIME,
  mode: 0o644,
  target: '',
  ...more,
});

const never = new AbortController().signal;

/** A folder that receives, in a folder of its own whose every name can be looked at afterwards. */
export interface Scene {
  /** Holds `in`, which receives, and what tests put beside it. */
  root: string;
  folder: string;
  open(options?: Partial<SinkOptions>): Promise<Sink>;
}

/** Makes a scene for the length of `work`, closes its sinks and removes it. */
export async function inScene(work: (scene: Scene) => Promise<void>, at = tmpdir()): Promise<void> {
  const root = await mkdtemp(join(at, 'sink-'));
  const folder = join(root, 'in');
  await mkdir(folder);
  const sinks: Sink[] = [];
  const open = async (options: Partial<SinkOptions> = {}) => {
    const sink = await openSink({
      folder,
      existing: 'overwrite',
      ask: () => Promise.reject(new Error('asked')),
      links: 'refuse',
      compares: true,
      maxFiles: 1000,
      maxBytes: 1e12,
      ...options,
    });
    sinks.push(sink);
    return sink;
  };
  try {
    await work({ root, folder, open });
  } finally {
    for (const sink of sinks) await sink.close();
    await rm(root, { recursive: true, force: true });
  }
}

export const offer = async (sink: Sink, what: Offered): Promise<Verdict> => sink.offer(what, never);

/** The file of an entry that is taken; fails for any other verdict. */
export async function taken(sink: Sink, what: Offered): Promise<SinkFile> {
  const verdict = await offer(sink, what);
  if (verdict.kind !== 'take' || verdict.file === null) throw new Error(JSON.stringify(verdict));
  return verdict.file;
}

/** Sends a whole file into it; answers where it went. */
export async function receive(
  sink: Sink,
  path: string,
  text: string | Uint8Array,
  more: Partial<Offered> = {},
) {
  const bytes = Buffer.from(text);
  const file = await taken(sink, entry(path, { size: bytes.length, ...more }));
  await file.start(0);
  await file.write(bytes);
  return file.finish();
}

/** The code of a refusal, or what else it was. */
export async function refusal(sink: Sink, what: Offered): Promise<string> {
  const verdict = await offer(sink, what);
  return verdict.kind === 'refuse' ? verdict.failure.code : verdict.kind;
}

/** Everything under a folder: files by their text, links by `-> target`, folders by `/`. */
export async function tree(folder: string, under = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of await readdir(join(folder, under))) {
    const path = join(under, name);
    const there = await lstat(join(folder, path));
    if (there.isDirectory()) Object.assign(found, { [path]: '/' }, await tree(folder, path));
    else if (there.isSymbolicLink()) found[path] = `-> ${await readlink(join(folder, path))}`;
    else found[path] = there.isFile() ? await readFile(join(folder, path), 'utf8') : 'other';
  }
  return found;
}
