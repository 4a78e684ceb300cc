import type { WebSocket } from 'ws';

/** Pongs that may wait for a peer that takes nothing. */
const MOST = 1000;

/**
 * Answers pings. While too many pongs wait, only the latest ping is answered, as RFC 6455 section 5.5.3 allows: who
 * pings and never reads fills no memory. `ws` is made with `autoPong: false`.
 */
export function answerPings(ws: WebSocket, mask: boolean): void {
  let waiting = 0;
  let latest: Buffer | null = null;
  const pong = (payload: Buffer): void => {
    if (waiting >= MOST) {
      latest = payload;
      return;
    }
    waiting++;
    ws.pong(payload, mask, () => {
      waiting--;
      const last = latest;
      latest = null;
      if (last) pong(last);
    });
  };
  ws.on('ping', pong);
}
