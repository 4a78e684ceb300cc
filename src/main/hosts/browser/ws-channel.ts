import type { WebSocket } from 'ws';
import { type Frame, type FrameChannel, MAX_BACKLOG } from '../../../contract/bridge.ts';
import { createChannel, tight } from '../../../contract/frame-channel.ts';

/** WebSocket close code for "try again later": the window did not read what it was sent. */
const OVERLOADED = 1013;

/** A WebSocket as a channel: text messages are strings, binary ones are bytes in a buffer of their own. */
export function wsChannel(socket: WebSocket, maxBacklog: number = MAX_BACKLOG): FrameChannel {
  socket.binaryType = 'arraybuffer';
  const { channel, received, closed } = createChannel({
    send(frame) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount + size(frame) > maxBacklog) {
        socket.close(OVERLOADED, 'The window does not read what it is sent.');
        closed();
        return;
      }
      socket.send(frame);
    },
    close: () => socket.close(),
  });
  socket.on('message', (data, isBinary) => {
    if (isBinary && data instanceof ArrayBuffer) received(new Uint8Array(data));
    else if (isBinary && data instanceof Uint8Array) received(tight(data));
    else if (Buffer.isBuffer(data)) received(data.toString());
  });
  // `ws` closes by itself after an error (a frame too large, bad UTF-8) and says so by `close`.
  socket.on('error', closed);
  socket.on('close', closed);
  return channel;
}

const size = (frame: Frame) => (typeof frame === 'string' ? frame.length : frame.byteLength);
