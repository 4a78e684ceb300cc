import type { Frame, FrameChannel } from '../../contract/bridge.ts';

/** The two ways frames travel between the window and main, each as a {@link FrameChannel}. */

/** A browser host's WebSocket. Frames that come before a listener is set are kept for it. */
export function socketChannel(socket: WebSocket): FrameChannel {
  socket.binaryType = 'arraybuffer';
  const incoming = frameQueue();
  let onClose: (() => void) | undefined;
  let closed = false;
  const end = () => {
    if (closed) return;
    closed = true;
    onClose?.();
  };
  socket.addEventListener('message', (event: MessageEvent<string | ArrayBuffer>) =>
    incoming.push(typeof event.data === 'string' ? event.data : new Uint8Array(event.data)),
  );
  socket.addEventListener('close', end);
  socket.addEventListener('error', end);
  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    },
    onFrame: incoming.listen,
    onClose: (listener) => {
      onClose = listener;
      if (closed) listener();
    },
    close: () => {
      socket.close();
      end();
    },
  };
}

/** The desktop host's MessagePort. */
export function portChannel(port: MessagePort): FrameChannel {
  const incoming = frameQueue();
  let onClose: (() => void) | undefined;
  let closed = false;
  const end = () => {
    if (closed) return;
    closed = true;
    onClose?.();
  };
  port.addEventListener('message', (event: MessageEvent<Frame>) => incoming.push(event.data));
  port.addEventListener('close', end);
  port.start();
  return {
    // Never with a transfer list: main's ports take ports only.
    send: (frame) => {
      if (!closed) port.postMessage(frame);
    },
    onFrame: incoming.listen,
    onClose: (listener) => {
      onClose = listener;
      if (closed) listener();
    },
    close: () => {
      port.close();
      end();
    },
  };
}

function frameQueue() {
  let listener: ((frame: Frame) => void) | undefined;
  let early: Frame[] = [];
  return {
    push(frame: Frame) {
      if (listener) listener(frame);
      else early.push(frame);
    },
    listen(next: (frame: Frame) => void) {
      listener = next;
      const kept = early;
      early = [];
      for (const frame of kept) next(frame);
    },
  };
}
