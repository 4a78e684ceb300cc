import type { SpeedLimit, SpeedShare, SpeedStep } from '../../../../contract/tools/speed.ts';
import { formatRate } from '../../../ui/format.ts';

/** How measurements are spoken of. Pure. */

export const wayOf = ({ direction }: SpeedStep): string =>
  direction === 'up' ? '↑ To the other side' : '↓ From the other side';
export const mediumOf = ({ disk }: SpeedStep): string => (disk ? 'disk to disk' : 'memory to memory');

/** `112 MiB/s`, and what networks are sold by. */
export const bits = (rate: number): string => {
  const mega = (rate * 8) / 1e6;
  return mega >= 1000 ? `${(mega / 1000).toFixed(1)} Gbit/s` : `${mega.toFixed(mega < 10 ? 1 : 0)} Mbit/s`;
};

/** What limits a measurement, in a sentence. */
export function limitText(limit: SpeedLimit, direction: SpeedStep['direction']): string {
  const sender = direction === 'up' ? 'here' : 'at the other side';
  const receiver = direction === 'up' ? 'at the other side' : 'here';
  switch (limit) {
    case 'network':
      return 'The network limits: both ends wait for it.';
    case 'sender':
      return `The sender ${sender} limits: it sends no faster.`;
    case 'receiver':
      return `The receiver ${receiver} limits: it takes no more.`;
    case 'sender-disk':
      return `The disk ${sender} limits: reading from it is slower than sending.`;
    case 'receiver-disk':
      return `The disk ${receiver} limits: writing to it is slower than receiving.`;
    case 'machine':
      return 'This machine limits: both ends are this one program, and it is busy.';
  }
}

const percent = (part: number) => `${Math.round(part * 100)} %`;
const spent = ({ wire, disk, cpu }: SpeedShare, wait: string, withDisk: boolean): string =>
  `${percent(wire)} ${wait}${withDisk ? `, ${percent(disk)} waiting for its disk` : ''}, program ${percent(cpu)} busy`;

/** On what a verdict rests. */
export const reasons = ({ sender, receiver, disk }: SpeedStep): string =>
  sender && receiver
    ? `Sender: ${spent(sender, 'waiting to send', disk)}. Receiver: ${spent(receiver, 'waiting for bytes', disk)}.`
    : '';

/** All of it in one sentence. */
export function headline(steps: readonly SpeedStep[]): string {
  const parts = steps
    .filter(({ state }) => state === 'done')
    .map((step) => `${wayOf(step).slice(2)}, ${mediumOf(step)}: ${formatRate(step.rate)}`);
  const limits = new Set(
    steps.flatMap(({ limit, direction }) => (limit ? [limitText(limit, direction)] : [])),
  );
  return `${parts.join('; ')}. ${[...limits].join(' ')}`;
}
