import { useEffect, useState } from 'react';
import type { Direction } from '../../../contract/rows.ts';
import { type Bytes, readBytes } from '../../bridge/captures.ts';
import { isAbort, toFailure } from '../../bridge/failure.ts';

/** A stretch of a stream as it was last read; while a longer one is on its way the earlier one stays. */
export interface WindowBytes {
  bytes: Bytes;
  offset: number;
  length: number;
}

const NOTHING: WindowBytes = { bytes: new Uint8Array(0), offset: 0, length: 0 };

/** Reads a stretch of a direction as a whole, and again when it changes. */
export function useWindow(
  session: string,
  direction: Direction,
  offset: number,
  length: number,
): { window: WindowBytes | null; problem: string | null } {
  const [window, setWindow] = useState<{ key: string; read: WindowBytes } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const key = `${session}|${direction}|${offset}`;
  useEffect(() => {
    if (length === 0) {
      setWindow({ key, read: NOTHING });
      return;
    }
    const abort = new AbortController();
    readBytes(session, direction, offset, length, abort.signal).then(
      (bytes) => {
        if (abort.signal.aborted) return;
        setProblem(null);
        setWindow({ key, read: { bytes, offset, length: bytes.length } });
      },
      (error: unknown) => {
        if (!abort.signal.aborted && !isAbort(error)) setProblem(toFailure(error).message);
      },
    );
    return () => abort.abort();
  }, [key, session, direction, offset, length]);
  return { window: window?.key === key ? window.read : null, problem };
}
