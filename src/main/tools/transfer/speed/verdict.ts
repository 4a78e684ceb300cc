import type { SpeedLimit, SpeedShare } from '../../../../contract/tools/speed.ts';

/** An end that waits this much of its time for its disk is held up by it. */
const DISK = 0.4;
/** A program that is this busy has no time left. */
const BUSY = 0.85;
/** Who waits less than this for the wire is not held up by it. */
const WIRE = 0.5;

/**
 * What limits a measurement. A receiver that waits for bytes and a sender that can’t get rid of them have a network
 * between them that is slower than both; whoever does not wait for the wire is what the others wait for.
 */
export function limitOf(sender: SpeedShare, receiver: SpeedShare, same: boolean): SpeedLimit {
  const disk = Math.max(sender.disk, receiver.disk);
  if (disk >= DISK) return receiver.disk >= sender.disk ? 'receiver-disk' : 'sender-disk';
  if (same && sender.cpu >= BUSY) return 'machine';
  const receiverLate = receiver.cpu >= BUSY || receiver.wire < WIRE;
  const senderLate = sender.cpu >= BUSY || sender.wire < WIRE;
  if (receiverLate && senderLate) return spare(receiver) <= spare(sender) ? 'receiver' : 'sender';
  if (receiverLate) return 'receiver';
  return senderLate ? 'sender' : 'network';
}

/** How much of its time an end could have done more. */
const spare = ({ wire, cpu }: SpeedShare): number => Math.min(wire, 1 - cpu);
