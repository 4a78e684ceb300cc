import type { AnyRouter } from '@orpc/server';
import { StandardRPCHandler } from '@orpc/server/standard';
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer';
import { ServerPeer } from '@orpc/standard-server-peer';
import { type Frame, type FrameChannel, MAX_CALLS, MAX_FRAME } from '../../../contract/bridge.ts';

export type ChannelHandler = (channel: FrameChannel) => void;

/**
 * Answers calls that arrive on channels. A frame that is too large, can't be read, or exceeds the number of calls one
 * window may have open closes its channel; the others and the bench go on. When a channel closes, the calls and
 * streams it had open are aborted through their signals.
 */
export function createChannelHandler(
  router: AnyRouter,
  onRefused: (reason: string) => void = () => undefined,
): ChannelHandler {
  const handler = new StandardRPCHandler(router);
  const handle = createServerPeerHandleRequestFn(handler, { context: {} });
  return (channel) => {
    let open = true;
    const peer = new ServerPeer((frame) => {
      if (open) channel.send(frame as Frame);
    });
    const refuse = (reason: string) => {
      if (!open) return;
      onRefused(reason);
      channel.close();
    };
    channel.onClose(() => {
      open = false;
      peer.close({ reason: new Error('the window went away') });
    });
    channel.onFrame((frame) => {
      if (!open) return;
      if (frameBytes(frame) > MAX_FRAME) return refuse(`a frame of over ${MAX_FRAME} bytes`);
      if (peer.length > MAX_CALLS) return refuse(`over ${MAX_CALLS} calls at once`);
      peer.message(frame, handle).catch((error: unknown) => {
        // A stream whose consumer left ends here too; only what happens on an open channel is the window's doing.
        if (open && error instanceof SyntaxError) refuse(`a frame that cannot be read: ${error.message}`);
      });
    });
  };
}

/** The size of a frame without encoding it: a string counts its UTF-16 units, which is at most its bytes. */
function frameBytes(frame: Frame): number {
  return typeof frame === 'string' ? frame.length : frame.byteLength;
}
