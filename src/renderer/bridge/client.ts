import { createORPCClient, ORPCError } from '@orpc/client';
import { StandardRPCLink } from '@orpc/client/standard';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { ClientPeer } from '@orpc/standard-server-peer';
import type { Frame, FrameChannel } from '../../contract/bridge.ts';
import type { Failure } from '../../contract/failure.ts';
import { MAX_FRAME } from '../../contract/frame-channel.ts';
import type { Contract } from '../../contract/index.ts';

export type BenchClient = ContractRouterClient<Contract>;

/** The typed client over any channel. When the channel closes, everything that waits is rejected, and so is what comes later. */
export function createBenchClient<C extends AnyContractRouter = Contract>(
  channel: FrameChannel,
): ContractRouterClient<C> {
  const peer = new ClientPeer((frame) => {
    // Main would close the channel, and all that the window follows would be lost with it.
    if (sizeOf(frame as Frame) > MAX_FRAME) throw new ORPCError('FAILED', { data: TOO_LARGE });
    channel.send(frame as Frame);
  });
  channel.onFrame((frame) => {
    peer.message(frame).catch((error: unknown) => {
      console.error('a frame that cannot be read', error);
      channel.close();
    });
  });
  const lost = new Error('the connection to the bench was lost');
  let open = true;
  channel.onClose(() => {
    open = false;
    peer.close({ reason: lost });
  });
  const link = new StandardRPCLink(
    {
      async call(request) {
        if (!open) throw lost;
        const response = await peer.request(request);
        return { ...response, body: () => Promise.resolve(response.body) };
      },
    },
    { url: 'http://bench' },
  );
  return createORPCClient(link);
}

const TOO_LARGE: Failure = {
  code: 'TOO_LARGE',
  message: 'This is more than the window hands over at once: 4 MiB.',
  hint: 'What is longer belongs into a file.',
  mends: [],
};

/** In bytes, as it goes over a WebSocket: text in UTF-8, which need not be made of what is short enough in any case. */
function sizeOf(frame: Frame): number {
  if (typeof frame !== 'string') return frame.byteLength;
  const most = 3 * frame.length;
  return most <= MAX_FRAME || frame.length > MAX_FRAME ? most : new TextEncoder().encode(frame).length;
}
