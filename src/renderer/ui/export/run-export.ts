import type { ExportInput } from '../../../contract/export.ts';
import type { Failure } from '../../../contract/failure.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { download } from '../download.ts';

/** How an export stands. `path` is null where the browser puts downloads. */
export type ExportState =
  | { step: 'form'; failure: Failure | null }
  | { step: 'running'; bytes: number; total: number; written: number; waiting: boolean }
  | { step: 'done'; path: string | null; written: number };

/** Runs one export to its end and tells each step. Aborting the signal cancels it; the form then stands as it was. */
export async function runExport(
  input: ExportInput,
  signal: AbortSignal,
  tell: (state: ExportState) => void,
): Promise<void> {
  let total = 0;
  try {
    const stream = await getClient().export.start(input, { signal });
    for await (const event of stream) {
      if (signal.aborted) break;
      switch (event.kind) {
        case 'started':
          total = event.bytes;
          tell({ step: 'running', bytes: 0, total, written: 0, waiting: true });
          break;
        case 'download':
          download(event.url, input.name);
          break;
        case 'progress': {
          const { bytes, written } = event;
          tell({ step: 'running', bytes, total, written, waiting: written === 0 });
          break;
        }
        case 'done':
          return tell({ step: 'done', path: event.path, written: event.written });
        case 'cancelled':
          return tell({ step: 'form', failure: null });
      }
    }
    tell({ step: 'form', failure: null });
  } catch (error) {
    tell({ step: 'form', failure: signal.aborted ? null : toFailure(error) });
  }
}
