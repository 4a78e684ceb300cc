import { useEffect, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { LensRow, LensSpec, LensState } from '../../contract/lens.ts';
import { type Bytes, usePages, withBytes } from './captures.ts';
import { getClient, onOpen, useConnection } from './connection.ts';
import { isAbort, toFailure } from './failure.ts';
import { PageCache } from './page-cache.ts';

/** Captures seen as messages: numbers are told while a lens is looked through, rows are pulled as captures' are. */

/** A message with the beginning of its payload. */
export type CapturedMessage = LensRow & { bytes: Bytes };

const PER_PAGE = 128;
const AROUND = 48;
/** Messages near the end may still arrive at the other end of a connection. */
const UNSETTLED = 2 * PER_PAGE;

const pages = new PageCache<CapturedMessage[]>({
  pageSize: PER_PAGE,
  keep: 128,
  async pull(stream, from, count, signal) {
    const at = stream.indexOf('|');
    const lens = JSON.parse(stream.slice(at + 1)) as LensSpec;
    const { rows, total } = await pullPage(stream.slice(0, at), lens, from, count, signal);
    const waits = rows.some((row) => row.joined === 0);
    return { value: rows, count: rows.length, settled: !waits || total - from > UNSETTLED };
  },
});
onOpen(() => pages.clear());

async function pullPage(session: string, lens: LensSpec, from: number, count: number, signal?: AbortSignal) {
  const page = await getClient().lens.rows({ session, lens, from, count }, { signal });
  return { total: page.total, rows: await withBytes(page.rows, page.preview) };
}

/** Messages at once, past the cache. */
export async function readMessages(
  session: string,
  lens: LensSpec,
  from: number,
  count: number,
  signal?: AbortSignal,
): Promise<CapturedMessage[]> {
  return (await pullPage(session, lens, from, count, signal)).rows;
}

/** The messages around `first … last`; the reader gives undefined for one that is not here yet. */
export function useMessages(
  session: string,
  lens: LensSpec,
  first: number,
  last: number,
  total: number,
): (index: number) => CapturedMessage | undefined {
  const stream = `${session}|${JSON.stringify(lens)}`;
  usePages(pages, stream, first - AROUND, last + AROUND, total);
  return (index) => pages.get(stream, Math.floor(index / PER_PAGE))?.value[index % PER_PAGE];
}

const NOTHING: LensState = {
  total: 0,
  messages: 0,
  bad: 0,
  looked: 0,
  pending: { in: null, out: null },
  problem: null,
};

/** How far a session's messages are known; main goes on looking while this is drawn. Null: no lens. */
export function useLensState(session: string, lens: LensSpec | null): LensState {
  const key = lens ? JSON.stringify(lens) : null;
  const { generation } = useConnection();
  const [told, setTold] = useState<{ of: string; state: LensState } | null>(null);
  const of = `${session}|${key}|${generation}`;
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    void follow(session, JSON.parse(key) as LensSpec, abort.signal, (state) => setTold({ of, state }));
    return () => abort.abort();
  }, [session, key, of]);
  return told?.of === of ? told.state : NOTHING;
}

async function follow(
  session: string,
  lens: LensSpec,
  signal: AbortSignal,
  tell: (state: LensState) => void,
): Promise<void> {
  let last = NOTHING;
  try {
    for await (const state of await getClient().lens.watch({ session, lens }, { signal })) {
      if (signal.aborted) return;
      last = state;
      tell(state);
    }
  } catch (error) {
    // A lost connection says so itself, and the next one follows anew.
    const problem: Failure = toFailure(error);
    if (!signal.aborted && !isAbort(error) && problem.code !== 'DISCONNECTED') tell({ ...last, problem });
  }
}

/** The message that holds a byte of a direction, as far as it is known. */
export async function messageAt(
  session: string,
  lens: LensSpec,
  direction: 'in' | 'out',
  offset: number,
  signal?: AbortSignal,
): Promise<number | null> {
  return (await getClient().lens.at({ session, lens, direction, offset }, { signal })).index;
}
