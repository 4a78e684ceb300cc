import { useEffect, useRef, useState } from 'react';
import type { FileRow, TransferSession } from '../../../contract/tools/transfer.ts';
import { getClient } from '../../bridge/connection.ts';
import type { FileFilter } from './store.ts';

export interface Files {
  /** Of those that the filter shows. */
  total: number;
  row(index: number): FileRow | undefined;
}

/** Rows around those in view that come along, and the most one call brings. */
const AROUND = 60;
const MOST = 500;
/** While the transfer tells of changes, rows are asked for at most so often, in milliseconds. */
const AGAIN_MS = 250;

interface Page {
  of: string;
  from: number;
  total: number;
  rows: readonly FileRow[];
}

/** The files of a transfer that are in view, asked for again while it changes; a hundred thousand cost no more. */
export function useFiles(session: TransferSession, filter: FileFilter, first: number, last: number): Files {
  const { id, details } = session;
  const [page, setPage] = useState<Page | null>(null);
  const asked = useRef({ of: '', at: 0 });
  const of = `${id}|${filter}`;
  const from = Math.max(0, first - AROUND);
  const count = Math.min(MOST, Math.max(last, first) - from + AROUND + 1);
  useEffect(() => {
    const stop = new AbortController();
    const inView = page?.of === of && page.from <= first && last < page.from + page.rows.length;
    const due = asked.current.of === of && inView ? asked.current.at + AGAIN_MS - Date.now() : 0;
    const timer = setTimeout(
      () => {
        asked.current = { of, at: Date.now() };
        getClient()
          .transfer.files({ session: id, filter, from, count }, { signal: stop.signal })
          .then(
            ({ total, files }) => setPage({ of, from, total, rows: files }),
            // The next change of the transfer asks anew; that the bench is lost is said elsewhere.
            () => undefined,
          );
      },
      Math.max(0, due),
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
    // What is there already only says how soon to ask; it is no reason to.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [id, filter, of, from, count, details]);
  const shown = page?.of === of ? page : null;
  return { total: shown?.total ?? 0, row: (index) => shown?.rows[index - shown.from] };
}
