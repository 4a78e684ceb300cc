import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Route } from '../../src/contract/tools/http-server.ts';
import type { Run, RunInput, RunPlan, RunRow } from '../../src/contract/tools/http-run.ts';
import type { TestBench } from './bench.ts';
import { serve } from './http-server.ts';

export const PLAN: RunPlan = { rounds: 1, pauseMs: 0, stopAtFirst: false, limitMs: 20_000 };

/** A route that answers with this text. */
export const route = (path: string, text: string, more: Partial<Route> = {}): Route => ({
  on: true,
  method: '',
  path,
  status: 200,
  headers: [],
  body: { kind: 'text', text },
  delayMs: 0,
  fault: 'none',
  ...more,
});

/** A server of routes; answers with its address, without a slash at the end. */
export async function routes(bench: TestBench, ...all: Route[]): Promise<{ url: string; listener: string }> {
  const { listener, url } = await serve(bench, { what: { serves: 'routes', routes: all } });
  return { url: url.replace(/\/$/, ''), listener };
}

/** A collection of files as somebody writes them by hand; names without an ending are requests. */
export async function collectionOf(
  { client, folder }: TestBench,
  files: Record<string, string>,
  name = 'kept',
): Promise<{ collection: string; write(name: string, text: string): Promise<void> }> {
  const root = join(folder, name);
  const write = async (path: string, text: string) => {
    const file = join(root, path.endsWith('.yaml') ? path : `${path}.request.yaml`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  for (const [path, text] of Object.entries(files)) await write(path, text);
  const { collection } = await client.httpLibrary.open({ folder: root });
  return { collection, write };
}

/** Starts a run of all of a collection. */
export const start = async ({ client }: TestBench, collection: string, more: Partial<RunInput> = {}) =>
  (await client.httpRun.start({ collection, path: '', environment: null, plan: PLAN, ...more })).run;

/** Follows a run until `there` is true of it. */
export async function runUntil(
  { client }: Pick<TestBench, 'client'>,
  id: string,
  there: (run: Run) => boolean,
): Promise<Run> {
  const stop = new AbortController();
  try {
    for await (const { runs } of await client.httpRun.watch(undefined, { signal: stop.signal })) {
      const run = runs.find((one) => one.id === id);
      if (run && there(run)) return run;
    }
  } finally {
    stop.abort();
  }
  throw new Error('the watch ended');
}

/** What a run came to, and its rows. */
export async function runOver(bench: TestBench, id: string): Promise<{ run: Run; rows: RunRow[] }> {
  const run = await runUntil(bench, id, ({ state }) => state !== 'running');
  return { run, rows: await rowsOf(bench, id) };
}

export const rowsOf = async ({ client }: TestBench, run: string, only: 'all' | 'failed' = 'all') =>
  (await client.httpRun.rows({ run, only, from: 0, count: 500 })).rows;

/** `Users passed`, one for each row. */
export const told = (rows: readonly RunRow[]): string[] => rows.map(({ name, state }) => `${name} ${state}`);
