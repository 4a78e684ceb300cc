import type { Socket } from 'node:net';
import { remoteOf, show } from '../../../net/endpoints.ts';
import { SocketWire } from '../socket-wire.ts';

/** A connection that is measured: nothing of it is captured. */
export function wireOf(socket: Socket): SocketWire {
  const remote = remoteOf(socket);
  return new SocketWire({
    socket,
    secured: null,
    peer: remote ? show(remote) : 'unknown',
    hasRoom: () => true,
    room: () => Promise.resolve(),
    events: { ended: () => undefined, endSent: () => undefined },
  });
}
