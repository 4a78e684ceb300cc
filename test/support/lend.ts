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

/** Lends files as a page does, and answers what is asked. */
export async function lend(
  { files: client }: BenchClient,
  files: readonly HeldFile[],
): Promise<{ loan: string; asked: (LoanEvent & { kind: 'ask' })[]; stop(): void }> {
  const stop = new AbortController();
  const asked: (LoanEvent & { kind: 'ask' })[] = [];
  let loan = '';
  const answer = async (event: LoanEvent & { kind: 'ask' }) => {
    const { ask, file, offset, length } = event;
    try {
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
