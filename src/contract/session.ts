import { z } from 'zod';
import { idSchema } from './bridge.ts';
import { failureSchema } from './failure.ts';
import { SESSION_STATES } from './states.ts';

export { isLive, SESSION_STATES, type SessionState } from './states.ts';

const count = z.int().min(0);

/** One end of a wire in Node's words; for a Unix domain socket `address` is the path and `port` is 0. */
export const endpointSchema = z.object({
  family: z.enum(['IPv4', 'IPv6', 'unix']),
  address: z.string(),
  port: z.int().min(0).max(65535),
});
export type Endpoint = z.infer<typeof endpointSchema>;

export const countsSchema = z.object({
  rows: count,
  bytesIn: count,
  bytesOut: count,
  /** Bytes per second over the last second. */
  rateIn: z.number(),
  rateOut: z.number(),
  /** Rows that could not be kept; always 0 for TCP. */
  dropped: count,
  /** Bytes of the capture held in memory, and in the spill file. */
  memory: count,
  spilled: count,
});
export type Counts = z.infer<typeof countsSchema>;

/** What every tool's session tells; a tool adds `tool` and `details`. */
export const sessionBase = z.object({
  id: idSchema,
  role: z.enum(['client', 'server']),
  /** The listener that accepted it. */
  listener: idSchema.nullable(),
  /** The session at the other end, when it is on this bench too. */
  twin: idSchema.nullable(),
  state: z.enum(SESSION_STATES),
  /** What the user asked for: `localhost:5001`; for an accepted one the peer's address. */
  title: z.string(),
  local: endpointSchema.nullable(),
  remote: endpointSchema.nullable(),
  createdAt: z.number(),
  openedAt: z.number().nullable(),
  closedAt: z.number().nullable(),
  /** How it ended, as a short sentence: `closed by the peer`, `reset here`. */
  closeReason: z.string().nullable(),
  failure: failureSchema.nullable(),
  /** Set while the capture cannot grow; the socket is paused until `capture.resume`. */
  stalled: failureSchema.nullable(),
  counts: countsSchema,
  /** Bytes handed to the socket that the peer's side has not taken yet. */
  queued: count,
});

/** What every tool's listener tells; a tool adds `tool` and `details`. */
export const listenerBase = z.object({
  id: idSchema,
  state: z.enum(['listening', 'closed', 'failed']),
  local: endpointSchema,
  /** True when machines other than this one can reach it. */
  exposed: z.boolean(),
  startedAt: z.number(),
  /** Clients open now, accepted so far, refused at the cap. */
  open: count,
  accepted: count,
  refused: count,
  failure: failureSchema.nullable(),
});
