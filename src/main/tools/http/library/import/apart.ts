import { Worker } from 'node:worker_threads';
import type { Failure } from '../../../../../contract/failure.ts';
import { BenchError, codeOf } from '../../../../bench/failure.ts';
import type { Imported } from './imported.ts';
import { unreadable } from './unreadable.ts';

/** A file by its bytes, or a folder of Bruno’s. */
export type ImportJob =
  { kind: 'file'; name: string; bytes: Uint8Array } | { kind: 'folder'; name: string; folder: string };
export type ImportAnswer = { imported: Imported } | { failure: Failure };

const MOST_MS = 120_000;
const MOST_MIB = 2048;

/**
 * Reads what another program wrote, in a thread of its own. Throws BAD_FILE, also for what takes longer than two minutes,
 * or more memory than there is for it.
 */
export async function readApart(job: ImportJob, signal: AbortSignal): Promise<Imported> {
  signal.throwIfAborted();
  const { default: program } = await import('../import-thread/program.ts');
  const worker = new Worker(program, {
    eval: true,
    name: 'import',
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MIB },
  });
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => undefined;
  try {
    const answer = await new Promise<ImportAnswer>((done, failed) => {
      worker.once('message', done);
      worker.once('error', (error) =>
        failed(
          codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY'
            ? unreadable(job.name, 'it takes more memory than there is for it')
            : error,
        ),
      );
      worker.once('exit', () => failed(new Error('the thread of an import ended without an answer')));
      timer = setTimeout(
        () => failed(unreadable(job.name, 'reading it takes longer than two minutes')),
        MOST_MS,
      );
      onAbort = () => failed(signal.reason as Error);
      signal.addEventListener('abort', onAbort);
    });
    if ('failure' in answer) throw new BenchError(answer.failure);
    return answer.imported;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
