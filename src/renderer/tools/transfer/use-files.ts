import type { FileRow, TransferSession } from '../../../contract/tools/transfer.ts';
import { getClient } from '../../bridge/connection.ts';
import { usePulledRows } from '../../ui/rows/use-pulled-rows.ts';
import type { FileFilter } from './store.ts';

export interface Files {
  /** Of those that the filter shows; null while that is not known. */
  total: number | null;
  row(index: number): FileRow | undefined;
}

/** While the transfer tells of changes, rows are asked for at most so often, in milliseconds. */
const AGAIN_MS = 250;

/** The files of a transfer that are in view. */
export function useFiles(session: TransferSession, filter: FileFilter, first: number, last: number): Files {
  const { id, details } = session;
  const ask = async (from: number, count: number, signal: AbortSignal) => {
    const wish = { session: id, filter, from, count };
    const { total, files } = await getClient().transfer.files(wish, { signal });
    return { total, rows: files };
  };
  const page = usePulledRows({ of: `${id}|${filter}`, first, last, ask }, details, AGAIN_MS);
  return {
    total: page?.answer.total ?? null,
    row: (index) => page?.answer.rows[index - page.from],
  };
}
