import { useCallback, useEffect, useRef, useState } from 'react';
import { MAX_ROWS } from '../../../contract/rows.ts';
import { type CapturedRow, readRows } from '../../bridge/captures.ts';
import { isAbort, toFailure } from '../../bridge/failure.ts';
import type { CapturedMessage } from '../../bridge/lenses.ts';
import { announce } from '../announce.ts';

/** The most reads that a message is unfolded to; a capture's own rows show the rest. */
const MOST = 200;

/** The messages that are unfolded, and the reads of each as soon as they are here. */
export interface Reads {
  /** Unfolded messages, and how many reads each shows. */
  open: ReadonlyMap<number, number>;
  readOf(index: number, read: number): CapturedRow | undefined;
  fold(row: CapturedMessage): void;
}

export function useReads(session: string): Reads {
  const [open, setOpen] = useState<ReadonlyMap<number, number>>(new Map());
  const [rows, setRows] = useState<ReadonlyMap<number, readonly CapturedRow[]>>(new Map());
  const pulling = useRef(new AbortController());
  useEffect(() => {
    const mine = (pulling.current = new AbortController());
    return () => mine.abort();
  }, []);

  const fold = useCallback(
    (row: CapturedMessage) => {
      const { signal } = pulling.current;
      setOpen((now) => {
        const next = new Map(now);
        if (!next.delete(row.index)) next.set(row.index, Math.min(row.reads, MOST));
        return next;
      });
      pull(session, row, signal).then(
        (found) => !signal.aborted && setRows((now) => new Map(now).set(row.index, found)),
        (error: unknown) => {
          if (!signal.aborted && !isAbort(error)) announce(toFailure(error).message);
        },
      );
    },
    [session],
  );
  return { open, readOf: (index, read) => rows.get(index)?.[read], fold };
}

/** The reads that a message came in: the first ones, where they are many. */
async function pull(session: string, row: CapturedMessage, signal: AbortSignal): Promise<CapturedRow[]> {
  const found: CapturedRow[] = [];
  const wanted = Math.min(row.reads, MOST);
  for (let from = row.first; from <= row.seq && found.length < wanted; from += MAX_ROWS) {
    const count = Math.min(MAX_ROWS, row.seq - from + 1);
    const rows = await readRows(session, from, count, signal);
    found.push(...rows.filter((each) => each.kind === row.kind));
  }
  return found.slice(0, wanted);
}
