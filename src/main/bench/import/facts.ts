import { z } from 'zod';
import { endpointSchema } from '../../../contract/session.ts';
import type { SessionFacts } from '../export/facts.ts';

const text = z.string().max(4096);
const time = z.number().min(-8.64e15).max(8.64e15);

/** The facts of a session as our own files tell them; a file may have been changed since. */
export const factsSchema = z.object({
  tool: z.string().max(64),
  role: z.enum(['client', 'server']),
  title: text,
  local: endpointSchema.extend({ address: text }).nullable(),
  remote: endpointSchema.extend({ address: text }).nullable(),
  createdAt: time,
  openedAt: time.nullable(),
  closedAt: time.nullable(),
  closeReason: text.nullable(),
  protocol: z.enum(['tcp', 'udp']),
  tls: z.boolean(),
}) satisfies z.ZodType<SessionFacts>;

/** Null for what tells no facts. */
export function readFacts(json: string): SessionFacts | null {
  try {
    return factsSchema.parse(JSON.parse(json));
  } catch {
    return null;
  }
}

const peersSchema = z.object({ peers: z.boolean() });

/** Whether the rows of that session name their peers. */
export function namesPeers(json: string): boolean {
  try {
    return peersSchema.parse(JSON.parse(json)).peers;
  } catch {
    return true;
  }
}
