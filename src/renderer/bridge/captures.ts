import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { PairRow, Row } from '../../contract/capture.ts';
import type { Direction } from '../../contract/rows.ts';
import { readStream } from './byte-sources.ts';
import { getClient, onOpen } from './connection.ts';
import { PageCache } from './page-cache.ts';

/**
 * What the window holds of the captures: pages of rows and of bytes, outside React. Main owns the truth; views say
 * which part they show and read it from here, again whenever it has changed.
 */

export type Bytes = Uint8Array<ArrayBuffer>;

/** A row with the beginning of its bytes. */
export type CapturedRow = Row & { bytes: Bytes };
export type CapturedPairRow = PairRow & { bytes: Bytes };

const ROWS_PER_PAGE = 128;
const BYTES_PER_PAGE = 16 * 1024;
/** Rows around those in view that are pulled along, so that slow scrolling never meets an empty row. */
const ROWS_AROUND = 48;
const BYTES_AROUND = 4 * 1024;
/** What one call may bring; the same as `MAX_CHUNK` of the contract. */
const BYTES_PER_CALL = 1024 * 1024;

const rowPages = new PageCache<CapturedRow[]>({
  pageSize: ROWS_PER_PAGE,
  keep: 256,
  async pull(session, from, count, signal) {
    const value = await readRows(session, from, count, signal);
    return { value, count: value.length, settled: true };
  },
});

const peerPages = new PageCache<CapturedRow[]>({
  pageSize: ROWS_PER_PAGE,
  keep: 64,
  async pull(stream, from, count, signal) {
    const at = stream.indexOf('|');
    const value = await readPeerRows(stream.slice(0, at), stream.slice(at + 1), from, count, signal);
    return { value, count: value.length, settled: true };
  },
});

const bytePages = new PageCache<Bytes>({
  pageSize: BYTES_PER_PAGE,
  keep: 512,
  async pull(stream, offset, length, signal) {
    const [session, direction] = ofStream(stream);
    const blob = await readStream(session, direction, offset, length, signal);
    const value = new Uint8Array(await blob.arrayBuffer());
    return { value, count: value.length, settled: true };
  },
});

const pairPages = new PageCache<CapturedPairRow[]>({
  pageSize: ROWS_PER_PAGE,
  keep: 128,
  async pull(stream, from, count, signal) {
    const [left, right] = stream.split('|') as [string, string];
    const page = await getClient().capture.pair({ left, right, from, count }, { signal });
    const value = await withBytes(page.rows, page.preview);
    // A send that has not arrived yet, or not wholly, is joined to more rows later: those are near the end.
    const waits = value.some((row) => row.kind === 'out' && row.joined === undefined);
    const settled = !waits && page.total - (from + value.length) > 2 * ROWS_PER_PAGE;
    return { value, count: value.length, settled };
  },
});

const caches = [rowPages, peerPages, bytePages, pairPages] as const;
// Another main process may give the same ids to other sessions.
onOpen(() => {
  for (const cache of caches) cache.clear();
});

/** Rows with the beginning of their bytes, which stand one after the other in the page's preview. */
export async function withBytes<R extends Pick<Row, 'preview'>>(
  rows: R[],
  preview: Blob,
): Promise<(R & { bytes: Bytes })[]> {
  const all = new Uint8Array(await preview.arrayBuffer());
  let at = 0;
  return rows.map((row) => {
    const bytes = all.subarray(at, at + row.preview);
    at += row.preview;
    return { ...row, bytes };
  });
}

const streamOf = (session: string, direction: Direction): string => `${session}|${direction}`;
const ofStream = (stream: string): [string, Direction] => {
  const at = stream.lastIndexOf('|');
  return [stream.slice(0, at), stream.slice(at + 1) === 'in' ? 'in' : 'out'];
};

/** Pulls the pages of what is shown, and draws anew when they change. */
export function usePages<T>(
  cache: PageCache<T>,
  stream: string,
  first: number,
  last: number,
  total: number,
): number {
  const viewer = useRef({});
  const version = useSyncExternalStore(cache.subscribe, cache.version);
  useEffect(
    () => cache.want(viewer.current, stream, first, last, total),
    [cache, stream, first, last, total],
  );
  useEffect(() => {
    const mine = viewer.current;
    return () => cache.release(mine);
  }, [cache]);
  return version;
}

/** The rows around `first … last`; the reader gives undefined for a row that is not here yet. */
export function useRows(
  session: string,
  first: number,
  last: number,
  total: number,
): (seq: number) => CapturedRow | undefined {
  usePages(rowPages, session, first - ROWS_AROUND, last + ROWS_AROUND, total);
  return (seq) => rowPages.get(session, Math.floor(seq / ROWS_PER_PAGE))?.value[seq % ROWS_PER_PAGE];
}

/** The rows of one peer, counted among its own, as `useRows`. */
export function usePeerRows(
  session: string,
  peer: string,
  first: number,
  last: number,
  total: number,
): (index: number) => CapturedRow | undefined {
  const stream = `${session}|${peer}`;
  usePages(peerPages, stream, first - ROWS_AROUND, last + ROWS_AROUND, total);
  return (index) => peerPages.get(stream, Math.floor(index / ROWS_PER_PAGE))?.value[index % ROWS_PER_PAGE];
}

/** The merged rows of two ends, as `useRows`. */
export function usePairRows(
  left: string,
  right: string,
  first: number,
  last: number,
  total: number,
): (index: number) => CapturedPairRow | undefined {
  const stream = `${left}|${right}`;
  usePages(pairPages, stream, first - ROWS_AROUND, last + ROWS_AROUND, total);
  return (index) => pairPages.get(stream, Math.floor(index / ROWS_PER_PAGE))?.value[index % ROWS_PER_PAGE];
}

/** The bytes around `first … last` of a direction; the reader gives undefined unless all it is asked for are here. */
export function useBytes(
  session: string,
  direction: Direction,
  first: number,
  last: number,
  total: number,
): (offset: number, length: number) => Bytes | undefined {
  const stream = streamOf(session, direction);
  usePages(bytePages, stream, first - BYTES_AROUND, last + BYTES_AROUND, total);
  return (offset, length) => {
    const page = Math.floor(offset / BYTES_PER_PAGE);
    const start = offset - page * BYTES_PER_PAGE;
    const here = bytePages.get(stream, page)?.value;
    if (here && start + length <= here.length) return here.subarray(start, start + length);
    if (start + length <= BYTES_PER_PAGE) return undefined;
    const whole = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const at = offset + done;
      const part = bytePages.get(stream, Math.floor(at / BYTES_PER_PAGE))?.value;
      const from = at % BYTES_PER_PAGE;
      const size = Math.min(length - done, BYTES_PER_PAGE - from);
      if (!part || part.length < from + size) return undefined;
      whole.set(part.subarray(from, from + size), done);
      done += size;
    }
    return whole;
  };
}

/** Rows at once, past the cache. */
export async function readRows(
  session: string,
  from: number,
  count: number,
  signal?: AbortSignal,
): Promise<CapturedRow[]> {
  const page = await getClient().capture.rows({ session, from, count }, { signal });
  return withBytes(page.rows, page.preview);
}

/** Rows of one peer at once, counted among its own. */
export async function readPeerRows(
  session: string,
  peer: string,
  from: number,
  count: number,
  signal?: AbortSignal,
): Promise<CapturedRow[]> {
  const page = await getClient().capture.peerRows({ session, peer, from, count }, { signal });
  return withBytes(page.rows, page.preview);
}

/** Bytes of a direction at once, past the cache: for copying and for the views that show a range as a whole. */
export async function readBytes(
  session: string,
  direction: Direction,
  offset: number,
  length: number,
  signal?: AbortSignal,
): Promise<Bytes> {
  const whole = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const size = Math.min(BYTES_PER_CALL, length - done);
    const blob = await readStream(session, direction, offset + done, size, signal);
    if (blob.size === 0) break;
    whole.set(new Uint8Array(await blob.arrayBuffer()), done);
    done += blob.size;
  }
  return done === length ? whole : whole.slice(0, done);
}
