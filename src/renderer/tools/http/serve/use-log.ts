import { useEffect, useRef, useState } from 'react';
import type { HttpListener } from '../../../../contract/tools/http.ts';
import type { Logged, LoggedDetail } from '../../../../contract/tools/http-server.ts';
import { getClient } from '../../../bridge/connection.ts';

/** Rows around those in view that come along, and the most one call brings. */
const AROUND = 60;
const MOST = 500;
/** While the server tells of requests, rows are asked for at most so often, in milliseconds. */
const AGAIN_MS = 150;

export interface Log {
  /** The number of the earliest request that is kept. */
  first: number;
  count: number;
  row(index: number): Logged | undefined;
}

/** The requests of a server that are in view, asked for again while it tells of more. */
export function useLog(server: HttpListener, first: number, last: number): Log {
  const { id, details } = server;
  const [page, setPage] = useState<{ of: string; from: number; rows: readonly Logged[] } | null>(null);
  const asked = useRef({ of: '', at: 0 });
  const from = details.cleared + Math.max(0, first - AROUND);
  const count = Math.max(1, Math.min(MOST, details.cleared + last + AROUND + 1 - from));
  useEffect(() => {
    const stop = new AbortController();
    const due = asked.current.of === id ? asked.current.at + AGAIN_MS - Date.now() : 0;
    const timer = setTimeout(
      () => {
        asked.current = { of: id, at: Date.now() };
        getClient()
          .httpServer.log({ listener: id, from, count }, { signal: stop.signal })
          .then(
            ({ rows }) => setPage({ of: id, from, rows }),
            // The next request asks anew; that the bench is lost is said elsewhere.
            () => undefined,
          );
      },
      Math.max(0, due),
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [id, from, count, details]);
  const rows = page?.of === id ? page.rows : [];
  const start = rows[0]?.seq ?? 0;
  return {
    first: details.cleared,
    count: details.requests - details.cleared,
    row: (index) => rows[details.cleared + index - start],
  };
}

/** All that is known of one request of the log; null until it is there, or when it has left. */
export function useLogged(listener: string, seq: number, over: boolean): LoggedDetail | null {
  const [known, setKnown] = useState<{ of: string; detail: LoggedDetail } | null>(null);
  const of = `${listener} ${seq}`;
  useEffect(() => {
    const stop = new AbortController();
    getClient()
      .httpServer.detail({ listener, seq }, { signal: stop.signal })
      .then(
        (detail) => setKnown({ of: `${listener} ${seq}`, detail }),
        () => undefined,
      );
    return () => stop.abort();
    // Asked again when its answer is through.
  }, [listener, seq, over]);
  return known?.of === of ? known.detail : null;
}
