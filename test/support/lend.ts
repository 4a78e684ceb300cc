import type { LoanEvent } from '../../src/contract/files.ts';
import type { BenchClient } from '../../src/renderer/bridge/client.ts';

/** A file as a page holds it; `read` may fail, or never answer. */
export interface HeldFile {
  path: string;
  size: number;
  modified?: number;
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

export const held = (path: string, bytes: Uint8Array<ArrayBuffer>): HeldFile => ({
  path,
  size: bytes.length,
  read: async (offset, length) => bytes.slice(offset, offset + length),
});

type Question = Exclude<LoanEvent, { kind: 'open' }>;

/** What a page says of files that it was asked for together. */
export interface Told {
  read: (number | string)[];
  bytes: Uint8Array<ArrayBuffer>;
}

/** Lends files as a page does, and answers what is asked; `tell` is what it says of many in place of the truth. */
export async function lend(
  { files: client }: BenchClient,
  files: readonly HeldFile[],
  tell: (truth: Told) => Told | Promise<Told> = (truth) => truth,
): Promise<{ loan: string; asked: Question[]; stop(): void }> {
  const stop = new AbortController();
  const asked: Question[] = [];
  let loan = '';
  const all = async (file: number): Promise<Uint8Array<ArrayBuffer> | string> => {
    const one = files[file];
    return one ? one.read(0, one.size).catch(String) : 'there is none';
  };
  const answer = async (question: Question) => {
    const { ask } = question;
    try {
      if (question.kind === 'askMany') {
        const found = await Promise.all(question.files.map(all));
        const { read, bytes } = await tell({
          read: found.map((one) => (typeof one === 'string' ? one : one.length)),
          bytes: new Uint8Array(Buffer.concat(found.filter((one) => typeof one !== 'string'))),
        });
        return void (await client.answerMany({ loan, ask, read, bytes: new Blob([bytes]) }));
      }
      const { file, offset, length } = question;
      const bytes = new Blob([(await files[file]?.read(offset, length)) ?? new Uint8Array()]);
      await client.answer({ loan, ask, bytes });
    } catch (error) {
      if (!stop.signal.aborted)
        await client.failed({ loan, ask, message: String(error) }).catch(() => undefined);
    }
  };
  const events = await client.lend(undefined, { signal: stop.signal });
  const opened = new Promise<void>((done) => {
    const follow = async () => {
      for await (const event of events) {
        if (event.kind === 'open') {
          ({ loan } = event);
          done();
        } else {
          asked.push(event);
          void answer(event);
        }
      }
    };
    // It ends by `stop`, or with its window.
    follow().catch(() => undefined);
  });
  await opened;
  await client.add({
    loan,
    files: files.map(({ path, size, modified = 0 }) => ({ path, kind: 'file' as const, size, modified })),
  });
  return { loan, asked, stop: () => stop.abort() };
}
