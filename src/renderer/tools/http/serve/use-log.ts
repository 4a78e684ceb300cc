import { useEffect, useState } from 'react';
import type { HttpListener } from '../../../../contract/tools/http.ts';
import type { Logged, LoggedDetail } from '../../../../contract/tools/http-server.ts';
import { getClient } from '../../../bridge/connection.ts';
import { usePulledRows } from '../../../ui/rows/use-pulled-rows.ts';

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
  const { cleared } = details;
  const page = usePulledRows(
    {
      of: id,
      first: cleared + first,
      last: cleared + last,
      ask: (from, count, signal) =>
        getClient().httpServer.log({ listener: id, from: Math.max(cleared, from), count }, { signal }),
    },
    details,
    AGAIN_MS,
  );
  const rows = page?.answer.rows ?? [];
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
