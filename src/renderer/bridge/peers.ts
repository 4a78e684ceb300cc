import { useEffect, useRef, useState } from 'react';
import { getClient } from './connection.ts';

/** Who the rows of a session speak of. */
export interface Peers {
  /** How many there are in all. */
  total: number;
  /** The first of them, in the order in which they came. */
  peers: readonly { peer: string; rows: number }[];
  /** Rows of the one that was asked for. */
  rows: number;
}

/** Peers that a list of them has room for. */
export const SHOWN_PEERS = 200;
/** While rows come, the peers are asked for at most so often, in milliseconds. */
const AGAIN_MS = 250;
const NOBODY: Peers = { total: 0, peers: [], rows: 0 };

/**
 * The peers of a session, and how many rows `peer` has; asked for again while `rows`, the rows in all, grow. Without a
 * session nobody is asked for.
 */
export function usePeers(session: string | null, peer: string | null, rows: number): Peers {
  const [told, setTold] = useState<{ of: string; peers: Peers } | null>(null);
  const asked = useRef({ of: '', at: 0 });
  const of = session === null ? '' : `${session}|${peer ?? ''}`;
  useEffect(() => {
    if (session === null) return;
    const abort = new AbortController();
    const due = asked.current.of === of ? asked.current.at + AGAIN_MS - Date.now() : 0;
    const timer = setTimeout(
      () => {
        asked.current = { of, at: Date.now() };
        const input = { session, count: SHOWN_PEERS, peer: peer ?? undefined };
        getClient()
          .capture.peers(input, { signal: abort.signal })
          .then(
            (peers) => setTold({ of, peers }),
            // The next row, or the next session, asks anew.
            () => undefined,
          );
      },
      Math.max(0, due),
    );
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [session, peer, of, rows]);
  return told?.of === of ? told.peers : NOBODY;
}
