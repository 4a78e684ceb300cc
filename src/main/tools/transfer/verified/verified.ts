import type { Mode } from '../mode.ts';
import { LIMITS, type Limits } from './link.ts';
import { Receiver } from './receiver.ts';
import { Sender } from './sender.ts';

/** Many files over one connection, each checked by its hash, as in docs/transfer-format.md. */
export const verifiedMode = (limits: Partial<Limits> = {}): Mode => ({
  mode: 'verified',
  send: async (job) => new Sender(job, { ...LIMITS, ...limits }).run(),
  receive: async (job) => new Receiver(job, { ...LIMITS, ...limits }).run(),
});
