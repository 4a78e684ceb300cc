import { parentPort, workerData } from 'node:worker_threads';
import { BenchError } from '../../../../bench/failure.ts';
import type { ImportAnswer, ImportJob } from '../import/apart.ts';
import { readBrunoFolder } from '../bruno/folder.ts';
import { readImported } from '../import/read-file.ts';

/** The thread that reads what another program wrote: a large file takes seconds, in which no socket may wait. */

const job = workerData as ImportJob;
const tell = (answer: ImportAnswer): void => parentPort?.postMessage(answer);

const reading = job.kind === 'folder' ? readBrunoFolder(job.folder) : readImported(job.name, job.bytes);
reading.then(
  (imported) => tell({ imported }),
  (error: unknown) => {
    if (!(error instanceof BenchError)) throw error;
    tell({ failure: error.failure });
  },
);
