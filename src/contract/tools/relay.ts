import { z } from 'zod';
import { base, idSchema } from '../bridge.ts';
import { saveResultSchema } from '../capture.ts';
import { endpointSchema, listenerBase, sessionBase } from '../session.ts';
import { certificateSchema, clientTls, serverTls, tlsBriefSchema, tlsInfoSchema } from '../tls.ts';

const DAY_MS = 24 * 3600 * 1000;
const whole = (field: string, least: number, most: number) => {
  const range =
    most === 65535
      ? `${least} to ${most}`
      : `${least.toLocaleString('en-US')} to ${most.toLocaleString('en-US')}`;
  const message = `${field} must be a whole number from ${range}.`;
  return z.int(message).min(least, message).max(most, message);
};
const percent = (field: string) => {
  const message = `${field} must be a number from 0 to 100 per cent.`;
  return z.number(message).min(0, message).max(100, message);
};
const noSpaces = (field: string) =>
  z
    .string()
    .min(1, `${field} is missing.`)
    .max(255, `${field} can’t be longer than 255 characters.`)
    .regex(/^\S*$/, `${field} can’t contain spaces.`);
const ok = z.object({});
const GiB = 1024 ** 3;

/** See `Faults` in payload/faults.ts for what each does. */
export const faultsSchema = z.object({
  delayMs: whole('Delay', 0, 600_000),
  jitterMs: whole('Jitter', 0, 600_000),
  bytesPerSecond: whole('Rate limit', 0, 100 * GiB),
  splitBytes: whole('Split into pieces', 0, GiB),
  splitGapMs: whole('Gap between pieces', 0, 60_000),
  coalesceMs: whole('Coalesce for', 0, 600_000),
  coalesceBytes: whole('Coalesce up to', 0, 1024 ** 2),
  truncateTo: whole('Cut each read to', 0, GiB),
  flipEvery: whole('Flip a bit every', 0, GiB),
  flipAtRandom: z.boolean(),
  dropPercent: percent('Drop'),
  duplicatePercent: percent('Duplicate'),
  reorderPercent: percent('Reorder'),
  resetAfter: whole('Reset after', 0, Number.MAX_SAFE_INTEGER).nullable(),
  blackHoleFrom: whole('Black hole from', 0, Number.MAX_SAFE_INTEGER).nullable(),
  seed: whole('Seed', 0, 2 ** 32 - 1),
});

export const transportSchema = z.enum(['tcp', 'udp']);

/** Where to listen, where to forward to, and what to do to the bytes on the way. */
export const relayInput = z.object({
  listenAddress: noSpaces('Listen address'),
  /** 0 = any free one. */
  listenPort: whole('Listen port', 0, 65535),
  targetHost: noSpaces('Target host'),
  targetPort: whole('Target port', 1, 65535),
  transport: transportSchema.default('tcp'),
  /** For resolving and connecting to the target, over all its addresses. TCP only. */
  connectTimeoutMs: whole('Connect timeout', 1, DAY_MS).default(10_000),
  /** Clients open at once; one more is closed at once and counted in `refused`. */
  maxClients: whole('Max clients', 1, 1_000_000).default(1000),
  /** A UDP client from whom and to whom nothing came for so long is forgotten. */
  idleMs: whole('Idle timeout', 1, DAY_MS).default(60_000),
  /** TLS ends here on the client’s side. Left out: what the client sends is passed on as it comes. TCP only. */
  clientTls: serverTls.optional(),
  /** TLS begins here on the target’s side. */
  targetTls: clientTls.optional(),
  /** What is left out is off. */
  toTarget: faultsSchema.partial().default({}),
  toClient: faultsSchema.partial().default({}),
});
export type RelayInput = z.input<typeof relayInput>;

const target = z.object({ host: z.string(), port: z.int() });

export const relayListenerSchema = listenerBase.extend({
  tool: z.literal('relay'),
  details: z.object({
    transport: transportSchema,
    target,
    connectTimeoutMs: z.int(),
    maxClients: z.int(),
    idleMs: z.int(),
    /** Which side speaks TLS with us, and how. */
    tls: z.object({
      client: z
        .object({
          /** What it shows its clients; null for a PKCS#12 file this system can’t look into. */
          certificate: certificateSchema.nullable(),
          made: z.boolean(),
          alpn: z.array(z.string()),
          clientCertificate: serverTls.shape.clientCertificate.unwrap(),
        })
        .nullable(),
      target: z
        .object({ verify: z.boolean(), serverName: z.string(), pin: z.string().nullable() })
        .nullable(),
    }),
    toTarget: faultsSchema,
    toClient: faultsSchema,
  }),
});
export type RelayListener = z.infer<typeof relayListenerSchema>;

/** What became of the bytes of one direction; `received` less the other three is what the peer has to take yet. */
const laneSchema = z.object({
  received: z.int(),
  forwarded: z.int(),
  /** On their way inside the relay: delayed, paced, or not taken yet. */
  waiting: z.int(),
  /** Taken and not forwarded: cut off, dropped, or fallen into the black hole. */
  lost: z.int(),
  /** The faults that are on, in words. */
  faults: z.array(z.string()),
});
export type Lane = z.infer<typeof laneSchema>;

/**
 * One client of a relay. `local` and `remote` are the client's side, `details.target` the other one. Rows of kind `in`
 * are what came from the client, `out` what came from the target, both as they were received.
 */
export const relaySessionSchema = sessionBase.extend({
  tool: z.literal('relay'),
  details: z.object({
    transport: transportSchema,
    target: target.extend({ local: endpointSchema.nullable(), remote: endpointSchema.nullable() }),
    toTarget: laneSchema,
    toClient: laneSchema,
    /** Null where that side is plain, or has no TLS yet. */
    tls: z.object({ client: tlsBriefSchema.nullable(), target: tlsBriefSchema.nullable() }),
  }),
});
export type RelaySession = z.infer<typeof relaySessionSchema>;

export const relayContract = {
  start: base.input(relayInput).output(z.object({ listener: idSchema, port: z.int() })),
  /** Changes what is done to the next bytes, also of clients that are there. What is left out is off. */
  setFaults: base
    .input(
      z.object({
        listener: idSchema,
        toTarget: faultsSchema.partial().optional(),
        toClient: faultsSchema.partial().optional(),
      }),
    )
    .output(ok),
  /** Whom the next clients’ connections to the target trust, when verifying it has failed. */
  trustTarget: base
    .input(
      z.object({
        listener: idSchema,
        verify: z.boolean().optional(),
        pin: clientTls.shape.pin,
        serverName: clientTls.shape.serverName,
      }),
    )
    .output(ok),
  /** What there is to tell of TLS on each side. */
  tlsInfo: base
    .input(z.object({ session: idSchema }))
    .output(z.object({ client: tlsInfoSchema.nullable(), target: tlsInfoSchema.nullable() })),
  /** Saves the keys kept of one side of a session as an NSS key log. Fails with NO_KEYS where none were kept. */
  saveKeys: base
    .input(z.object({ session: idSchema, side: z.enum(['client', 'target']) }))
    .output(saveResultSchema),
  setMaxClients: base
    .input(z.object({ listener: idSchema, maxClients: whole('Max clients', 1, 1_000_000) }))
    .output(ok),
  /** Takes no more clients. Those there are stay, unless they are to be closed. */
  stop: base.input(z.object({ listener: idSchema, closeClients: z.boolean() })).output(ok),
  closeClients: base.input(z.object({ listener: idSchema })).output(z.object({ closed: z.int() })),
  /** Ends both sides of one client; what waits in a delay is not forwarded any more. Cancels a connect that is under way. */
  close: base.input(z.object({ session: idSchema })).output(ok),
  /** Resets both sides. */
  reset: base.input(z.object({ session: idSchema })).output(ok),
};
