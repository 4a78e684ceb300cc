import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Frame, FrameChannel } from '../../src/contract/bridge.ts';
import { createChannel } from '../../src/contract/frame-channel.ts';

function channelOver(port: MessagePort): FrameChannel {
  const ends = createChannel({
    send: (frame) => port.postMessage(frame),
    close: () => port.close(),
  });
  port.on('message', (frame: Frame) => ends.received(frame));
  port.on('close', () => ends.closed());
  return ends.channel;
}

/** Two ends of a channel inside this process; frames are cloned on the way, as they are between processes. */
export function channelPair(): [FrameChannel, FrameChannel] {
  const { port1, port2 } = new MessageChannel();
  return [channelOver(port1), channelOver(port2)];
}
