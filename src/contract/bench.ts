import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, idSchema } from './bridge.ts';
import { capturesSessionSchema } from './tools/captures.ts';
import { httpListenerSchema, httpSessionSchema } from './tools/http.ts';
import { relayListenerSchema, relaySessionSchema } from './tools/relay.ts';
import { tcpListenerSchema, tcpSessionSchema } from './tools/tcp.ts';
import { transferListenerSchema, transferSessionSchema } from './tools/transfer.ts';
import { udpSessionSchema } from './tools/udp.ts';

/** The registry of tools on the contract's side: one line each. */
export const listenerSchema = z.discriminatedUnion('tool', [
  tcpListenerSchema,
  transferListenerSchema,
  httpListenerSchema,
  relayListenerSchema,
]);
export const sessionSchema = z.discriminatedUnion('tool', [
  tcpSessionSchema,
  udpSessionSchema,
  transferSessionSchema,
  httpSessionSchema,
  relaySessionSchema,
  capturesSessionSchema,
]);
export type Listener = z.infer<typeof listenerSchema>;
export type Session = z.infer<typeof sessionSchema>;

export const infoSchema = z.object({
  version: z.string(),
  host: z.enum(['electron', 'browser']),
  platform: z.string(),
  /** Named things this host or system has or lacks. */
  can: z.object({ unixSockets: z.boolean(), nativeDialogs: z.boolean() }),
  /** Addresses of this machine that a listener can be bound to, loopback first. */
  addresses: z.array(z.object({ address: z.string(), family: z.enum(['IPv4', 'IPv6']), name: z.string() })),
});
export type BenchInfo = z.infer<typeof infoSchema>;

/** What changed since the last update; the first ones after `reset` bring all that there is. Latest wins. */
export const benchUpdateSchema = z.object({
  reset: z.boolean(),
  listeners: z.array(listenerSchema),
  sessions: z.array(sessionSchema),
  removed: z.array(idSchema),
});
export type BenchUpdate = z.infer<typeof benchUpdateSchema>;

export const benchContract = {
  info: base.output(infoSchema),
  /** A few times a second while something changes; nothing while nothing does. */
  watch: base.output(eventIterator(benchUpdateSchema)),
  /** Takes an ended session or listener off the bench, with its capture. A live one is closed first. */
  remove: base.input(z.object({ ids: z.array(idSchema).min(1).max(100_000) })).output(z.object({})),
};
