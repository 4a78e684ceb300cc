import type { AnyRouter } from '@orpc/server';
import { StandardRPCHandler } from '@orpc/server/standard';
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer';
import {
  decodeRequestMessage,
  encodeResponseMessage,
  experimental_ServerPeerWithoutCodec as ServerPeer,
} from '@orpc/standard-server-peer';
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
    // Frames that came and are not through; `peer.length` counts a call only some turns after its frame.
    let underWay = 0;
    const peer = new ServerPeer(async ([id, type, payload]) => {
      const frame = await encodeResponseMessage(id, type, payload);
      if (open) channel.send(frame as Frame);
    });
    const refuse = (reason: string) => {
      if (!open) return;
      onRefused(reason);
      channel.close();
    };
    const take = async (frame: Frame) => {
      let message: Awaited<ReturnType<typeof decodeRequestMessage>>;
      try {
        message = await decodeRequestMessage(frame);
        // To the peer a missing id means every call there is.
        if (typeof message[0] !== 'string') throw new TypeError('it has no id');
      } catch (error) {
        return refuse(
          `a frame that cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      // Nobody would ever end a call that begins after the channel has closed.
      if (!open) return;
      await peer.message(message, handle).catch(leftEarly);
    };
    channel.onClose(() => {
      open = false;
      peer.close({ reason: new Error('the window went away') });
    });
    channel.onFrame((frame) => {
      if (!open) return;
      if (frameBytes(frame) > MAX_FRAME) return refuse(`a frame of over ${MAX_FRAME} bytes`);
      if (peer.length > MAX_CALLS || underWay > 2 * MAX_CALLS) {
        return refuse(`over ${MAX_CALLS} calls at once`);
      }
      underWay += 1;
      void take(frame).finally(() => (underWay -= 1));
    });
  };
}

/** What a handler does wrong is answered as an error; a call that rejects here lost its window or its consumer. */
function leftEarly(): void {}

/** The size of a frame without encoding it: a string counts its UTF-16 units, which is at most its bytes. */
function frameBytes(frame: Frame): number {
  return typeof frame === 'string' ? frame.length : frame.byteLength;
}
