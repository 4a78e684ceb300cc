import type { Frame, FrameChannel } from '../../contract/bridge.ts';
import { createChannel } from '../../contract/frame-channel.ts';

/** The two ways frames travel between the window and main, each as a {@link FrameChannel}. */

/** A browser host's WebSocket. */
export function socketChannel(socket: WebSocket): FrameChannel {
  socket.binaryType = 'arraybuffer';
  const { channel, received, closed } = createChannel({
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    },
    close: () => socket.close(),
  });
  socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) =>
    received(typeof data === 'string' ? data : new Uint8Array(data)),
  );
  socket.addEventListener('close', closed);
  socket.addEventListener('error', closed);
  return channel;
}

/** The desktop host's MessagePort. */
export function portChannel(port: MessagePort): FrameChannel {
  const { channel, received, closed } = createChannel({
    // Never with a transfer list: main's ports take ports only.
    send: (frame) => port.postMessage(frame),
    close: () => port.close(),
  });
  port.addEventListener('message', ({ data }: MessageEvent<Frame>) => received(data));
  port.addEventListener('close', closed);
  port.start();
  return channel;
}
