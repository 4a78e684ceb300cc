import type { Frame, FrameChannel } from './bridge.ts';

/** The largest frame that main takes, in bytes. A larger one closes the channel. */
export const MAX_FRAME = 4 * 1024 * 1024;

/** What a transport has to do for a channel: both are called only while the channel is open. */
export interface Transport {
  send(frame: Frame): void;
  close(): void;
}

export interface ChannelEnds {
  channel: FrameChannel;
  /** The transport calls it for each frame that arrives. */
  received(frame: Frame): void;
  /** The transport calls it when it is gone; calling it again does nothing. */
  closed(): void;
}

/**
 * The half of a channel that every transport shares: frames wait for their listener, and closing happens once and at
 * once, so that nothing that still arrives from a refused peer is handled.
 */
export function createChannel(transport: Transport): ChannelEnds {
  let open = true;
  let frameListener: ((frame: Frame) => void) | undefined;
  const early: Frame[] = [];
  const closeListeners: Array<() => void> = [];

  const closed = () => {
    if (!open) return;
    open = false;
    early.length = 0;
    for (const listener of closeListeners.splice(0)) listener();
  };
  return {
    channel: {
      send(frame) {
        if (open) transport.send(frame);
      },
      onFrame(listener) {
        frameListener = listener;
        for (const frame of early.splice(0)) listener(frame);
      },
      onClose(listener) {
        if (open) closeListeners.push(listener);
        else listener();
      },
      close() {
        if (!open) return;
        transport.close();
        closed();
      },
    },
    received(frame) {
      if (!open) return;
      if (frameListener) frameListener(frame);
      else early.push(frame);
    },
    closed,
  };
}

/** The same bytes in a buffer of exactly their size: a small view may stand on a large pool, and a clone carries all of it. */
export function tight(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength) {
    return new Uint8Array(bytes.buffer);
  }
  return new Uint8Array(bytes);
}
