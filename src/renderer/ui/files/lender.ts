import type { Item, LoanEvent } from '../../../contract/files.ts';
import { UniqueNames } from '../../../contract/payload/unique-names.ts';
import { getClient } from '../../bridge/connection.ts';
import type { Chosen, PageFile } from './chosen.ts';
import { pathOf } from './path-of.ts';

/** Files told to main in one call; the contract takes 2,000. */
const AT_ONCE = 1000;

/** What main is asked to send, and the end of lending what the page holds of it. */
export interface Handed {
  items: Item[];
  /** Call it when nothing reads the files any more; what is still read then fails. */
  release(): void;
}

/** Hands over what was chosen: paths as they are, and what the page holds as one loan. */
export async function handOver(chosen: readonly Chosen[]): Promise<Handed> {
  const names = new UniqueNames();
  const held: PageFile[] = [];
  const items: Item[] = [];
  for (const { name, from } of chosen) {
    if (from.kind === 'path') {
      items.push({ kind: 'path', path: from.path });
      continue;
    }
    const unique = names.take(name);
    for (const { path, file } of from.files) held.push({ path: unique + path.slice(name.length), file });
  }
  if (held.length === 0) return { items, release: () => undefined };
  const { loan, release } = await lend(held);
  return { items: [...items, { kind: 'loan', loan }], release };
}

type Question = Exclude<LoanEvent, { kind: 'open' }>;

/** Hands over one file: by its path where the host can tell it, else lent. */
export async function handOverFile(file: File): Promise<{ item: Item; release(): void }> {
  const path = pathOf(file);
  if (path !== null) return { item: { kind: 'path', path }, release: () => undefined };
  const { loan, release } = await lend([{ path: file.name, file }]);
  return { item: { kind: 'loan', loan }, release };
}

/** Lends files until they are released or the bench is lost, and answers what main asks of them. */
async function lend(files: readonly PageFile[]): Promise<{ loan: string; release(): void }> {
  const stop = new AbortController();
  const client = getClient().files;
  const { signal } = stop;
  const answer = async (loan: string, question: Question) => {
    const { ask } = question;
    try {
      // Read to memory first: a file that changed or went is then told as such.
      if (question.kind === 'askMany') {
        const { bytes, read } = await readTogether(question.files.map((n) => files[n]?.file ?? null));
        return void (await client.answerMany({ loan, ask, read, bytes: new Blob([bytes]) }, { signal }));
      }
      const held = files[question.file]?.file;
      if (!held) throw new Error(NO_FILE);
      const { offset, length } = question;
      const bytes = new Blob([await held.slice(offset, offset + length).arrayBuffer()]);
      await client.answer({ loan, ask, bytes }, { signal });
    } catch (error) {
      if (signal.aborted) return;
      await client.failed({ loan, ask, message: said(error) });
    }
  };
  const events = await client.lend(undefined, { signal });
  let id = '';
  const opened = new Promise<string>((done, fail) => {
    const follow = async () => {
      for await (const event of events) {
        if (event.kind === 'open') done((id = event.loan));
        // What can’t be told has no bench to be told to any more.
        else answer(id, event).catch(() => undefined);
      }
    };
    follow().then(() => fail(new Error('the bench did not take the files')), fail);
  });
  try {
    const loan = await opened;
    for (let from = 0; from < files.length; from += AT_ONCE)
      await client.add({ loan, files: files.slice(from, from + AT_ONCE).map(lent) });
    return { loan, release: () => stop.abort() };
  } catch (error) {
    stop.abort();
    throw error;
  }
}

const lent = ({ path, file }: PageFile) =>
  file
    ? { path, kind: 'file' as const, size: file.size, modified: file.lastModified }
    : { path, kind: 'folder' as const, size: 0, modified: Date.now() };

const NO_FILE = 'there is no such file';
const said = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 1000);

/** Reads all of small files: in one go, for each question to the browser takes its time, or one by one if one fails. */
async function readTogether(files: readonly (File | null)[]) {
  const held = files.filter((file) => file !== null);
  if (held.length === files.length) {
    const bytes = await new Blob(held).arrayBuffer().catch(() => null);
    if (bytes !== null) return { bytes, read: held.map(({ size }) => size) };
  }
  const all = await Promise.all(
    files.map(async (file) => (file === null ? NO_FILE : file.arrayBuffer().catch(said))),
  );
  return {
    bytes: await new Blob(all.filter((one) => typeof one !== 'string')).arrayBuffer(),
    read: all.map((one) => (typeof one === 'string' ? one : one.byteLength)),
  };
}
