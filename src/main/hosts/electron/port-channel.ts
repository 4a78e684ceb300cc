import type { FrameChannel } from '../../../contract/bridge.ts';
import { createChannel, tight } from '../../../contract/frame-channel.ts';

/** What a channel needs of Electron's MessagePortMain. */
export interface Port {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/**
 * A MessagePort of the main process as a channel. Frames are cloned, never transferred: this side's ports transfer
 * only other ports. There is no backlog to measure; what main sends without being asked is a few numbers a second.
 */
export function portChannel(port: Port): FrameChannel {
  const { channel, received, closed } = createChannel({
    send: (frame) => port.postMessage(typeof frame === 'string' ? frame : tight(frame)),
    close: () => port.close(),
  });
  port.on('message', ({ data: frame }) => {
    if (typeof frame === 'string') received(frame);
    else if (frame instanceof Uint8Array) received(tight(frame));
    else if (frame instanceof ArrayBuffer) received(new Uint8Array(frame));
    else channel.close();
  });
  port.on('close', closed);
  port.start();
  return channel;
}
