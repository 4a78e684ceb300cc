import { hash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../../../contract/failure.ts';
import type { LibraryItem } from '../../../../contract/http/library.ts';
import { BenchError } from '../../../bench/failure.ts';
import { baseOf, ENDING, ENVIRONMENTS, SETTINGS } from './places.ts';
import { readRequest } from './request-file.ts';

export const MAX_ITEMS = 5000;
const MAX_DEPTH = 20;
/** A request’s body has at most 3 MiB. */
export const MAX_FILE = 4 * 1024 * 1024;
const MAX_LINE = 300;

type RequestItem = Extract<LibraryItem, { kind: 'request' }>;
/** Requests by their paths with what the file was like: it is read again when that differs. */
export type Known = Map<string, { stamp: string; item: RequestItem }>;

export interface Scanned {
  items: LibraryItem[];
  /** Files of `environments`, without their ending, and the settings of the collection: what they are like. */
  environments: { name: string; stamp: string }[];
  settings: string;
  folders: Set<string>;
  problem: Failure | null;
  known: Known;
}

export const revisionOfText = (text: string): string => hash('sha256', text).slice(0, 32);

/** What is in a collection. Links are not followed; hidden files and `node_modules` are left alone. */
export async function scan(collection: string, before: Known): Promise<Scanned> {
  const found: Scanned = {
    items: [],
    environments: [],
    settings: '',
    folders: new Set(),
    problem: null,
    known: new Map(),
  };
  await walk(collection, '', 0, found, before);
  return found;
}

async function walk(root: string, path: string, depth: number, found: Scanned, before: Known): Promise<void> {
  const folder = join(root, path);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (depth === 0) throw error;
    return [];
  });
  found.folders.add(folder);
  const inside = (name: string): string => (path === '' ? name : `${path}/${name}`);
  const sorted = entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => order.compare(a.name, b.name));
  for (const entry of sorted) {
    if (!entry.isDirectory()) continue;
    if (depth === 0 && entry.name === ENVIRONMENTS) {
      await environments(join(folder, ENVIRONMENTS), found);
      continue;
    }
    if (isFull(found) || depth >= MAX_DEPTH) return;
    found.items.push({ kind: 'folder', path: inside(entry.name), name: entry.name });
    await walk(root, inside(entry.name), depth + 1, found, before);
  }
  for (const entry of sorted) {
    if (!entry.isFile()) continue;
    if (depth === 0 && entry.name === SETTINGS) found.settings = await stampOf(join(folder, SETTINGS));
    if (!entry.name.endsWith(ENDING)) continue;
    if (isFull(found)) return;
    const item = await requestAt(root, inside(entry.name), found, before);
    if (item) found.items.push(item);
  }
}

async function requestAt(
  root: string,
  path: string,
  found: Scanned,
  before: Known,
): Promise<RequestItem | null> {
  const file = join(root, path);
  const stamp = await stampOf(file);
  if (stamp === '') return null;
  const was = before.get(path);
  const known = was?.stamp === stamp ? was : { stamp, item: await read(file, path) };
  found.known.set(path, known);
  return known.item;
}

async function read(file: string, path: string): Promise<RequestItem> {
  const name = baseOf(path);
  const blank = { kind: 'request', path, name, of: 'http', method: '', url: '', revision: '' } as const;
  try {
    const { text, revision } = await readText(file, path);
    try {
      const { name: own, kind, method, url } = readRequest(path, name, text);
      const brief = {
        name: own.slice(0, MAX_LINE),
        method: method.slice(0, 30),
        url: url.slice(0, MAX_LINE),
      };
      return { ...blank, ...brief, of: kind, revision, problem: null };
    } catch (error) {
      return { ...blank, revision, problem: failureOf(error) };
    }
  } catch (error) {
    return { ...blank, problem: failureOf(error) };
  }
}

/** The text of a file of a collection, and what it is known by. */
export async function readText(file: string, name: string): Promise<{ text: string; revision: string }> {
  const found = await lstat(file);
  // A pipe would be waited for without an end.
  if (!found.isFile()) throw new BenchError({ code: 'BAD_FILE', message: `${name} is no file.` });
  if (found.size > MAX_FILE)
    throw new BenchError({
      code: 'TOO_MUCH',
      message: `${name} is larger than ${MAX_FILE / 1024 / 1024} MiB.`,
      hint: 'A longer body is sent from a file of its own.',
    });
  const text = await readFile(file, 'utf8');
  return { text, revision: revisionOfText(text) };
}

async function environments(folder: string, found: Scanned): Promise<void> {
  const names = await readdir(folder, { withFileTypes: true }).catch(() => []);
  found.folders.add(folder);
  for (const { name } of names
    .filter((each) => each.isFile() && /^[^.].*\.yaml$/.test(each.name))
    .slice(0, 200))
    found.environments.push({ name: baseOf(name), stamp: await stampOf(join(folder, name)) });
  found.environments.sort((a, b) => order.compare(a.name, b.name));
}

async function stampOf(file: string): Promise<string> {
  const stats = await lstat(file).catch(() => null);
  return stats?.isFile() ? `${stats.mtimeMs} ${stats.ctimeMs} ${stats.size} ${stats.ino}` : '';
}

function isFull(found: Scanned): boolean {
  if (found.items.length < MAX_ITEMS) return false;
  found.problem = {
    code: 'TOO_MUCH',
    message: `A collection can show at most ${MAX_ITEMS.toLocaleString('en-US')} requests and folders.`,
    hint: 'Open a folder inside it as a collection of its own.',
    mends: [],
  };
  return true;
}

export const failureOf = (error: unknown): Failure =>
  error instanceof BenchError
    ? error.failure
    : {
        code: 'UNKNOWN',
        message: error instanceof Error ? error.message : String(error),
        mends: [],
      };

const order = new Intl.Collator('en', { numeric: true });
