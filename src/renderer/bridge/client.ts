import { createORPCClient } from '@orpc/client';
import { StandardRPCLink } from '@orpc/client/standard';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { ClientPeer } from '@orpc/standard-server-peer';
import type { Frame, FrameChannel } from '../../contract/bridge.ts';
import type { Contract } from '../../contract/index.ts';

export type BenchClient = ContractRouterClient<Contract>;

/** The typed client over any channel. When the channel closes, everything that waits is rejected, and so is what comes later. */
export function createBenchClient<C extends AnyContractRouter = Contract>(
  channel: FrameChannel,
): ContractRouterClient<C> {
  const peer = new ClientPeer((frame) => channel.send(frame as Frame));
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
