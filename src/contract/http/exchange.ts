import { z } from 'zod';
import { idSchema } from '../bridge.ts';
import { failureSchema } from '../failure.ts';

/** What came of a request: what went and came over which connection, and when. */

const count = z.int().min(0);
const ms = z.number().min(0);

export const EXCHANGE_STATES = ['waiting', 'sending', 'receiving', 'done', 'failed', 'cancelled'] as const;

/** A header as it stood on the wire; in their order, those of the same name apart. */
export const headerSchema = z.object({ name: z.string(), value: z.string() });
export type Header = z.infer<typeof headerSchema>;

/** How long each phase took, in milliseconds; null: there was none, or it has not come to it. */
export const timingSchema = z.object({
  name: ms.nullable(),
  connect: ms.nullable(),
  /** Until the proxy had let us through. */
  proxy: ms.nullable(),
  tls: ms.nullable(),
  send: ms.nullable(),
  /** Until the first byte of the answer. */
  wait: ms.nullable(),
  receive: ms.nullable(),
});
export type Timing = z.infer<typeof timingSchema>;

/** Bytes `[from, to)` of one direction of a capture. */
const rangeSchema = z.object({ from: count, to: count });

/** One request on the wire and its answer. A redirect makes another, as does a challenge for a password. */
export const hopSchema = z.object({
  method: z.string(),
  url: z.string(),
  version: z.enum(['1.0', '1.1', '2']).nullable(),
  /** Null until there is a connection. It may have left the bench since. */
  session: idSchema.nullable(),
  /** It carried other requests before. */
  reused: z.boolean(),
  /** Where its bytes are in the capture; null over HTTP/2, where they lie among those of other streams. */
  wire: z.object({ out: rangeSchema, in: rangeSchema }).nullable(),
  /** Over HTTP/2. */
  stream: count.nullable(),
  remote: z.string().nullable(),
  startedAt: z.number(),
  timing: timingSchema,
  request: z.object({ headers: z.array(headerSchema), bodyBytes: count }),
  answer: z
    .object({
      status: count,
      reason: z.string(),
      headers: z.array(headerSchema),
      trailers: z.array(headerSchema),
      /** Answers before it: 100 Continue, 103 Early Hints. */
      informational: z.array(z.object({ status: count, headers: z.array(headerSchema) })),
    })
    .nullable(),
  /** Why another hop came after this one: `301 Moved Permanently to …`, `401: Digest was asked for`. */
  next: z.string().nullable(),
});
export type Hop = z.infer<typeof hopSchema>;

/** What is told of an exchange in lists; a few times a second while it goes on. */
export const exchangeSchema = z.object({
  id: idSchema,
  kind: z.enum(['http', 'xml-rpc']),
  name: z.string(),
  method: z.string(),
  url: z.string(),
  state: z.enum(EXCHANGE_STATES),
  version: z.enum(['1.0', '1.1', '2']).nullable(),
  status: count.nullable(),
  reason: z.string(),
  startedAt: z.number(),
  /** Of all hops together; null while it goes on. */
  ms: ms.nullable(),
  hops: count,
  /** Bytes of bodies: sent, received as they were on the wire (with codings), and decoded. */
  bytes: z.object({ sent: count, received: count, decoded: count, expected: count.nullable() }),
  /** Content-Type of the answer. */
  type: z.string(),
  failure: failureSchema.nullable(),
  expectations: z.object({ passed: count, failed: count }),
});
export type Exchange = z.infer<typeof exchangeSchema>;

/** What the first bytes of a body look like, whatever its Content-Type says. */
export const LOOKS = ['json', 'xml', 'html', 'gzip', 'binary'] as const;
export type Looks = (typeof LOOKS)[number];

export const exchangeDetailSchema = z.object({
  summary: exchangeSchema,
  hops: z.array(hopSchema),
  body: z.object({
    /** `gzip`, `br`, …, in the order in which they were applied. */
    codings: z.array(z.string()),
    /** As a byte order mark or the head says it. */
    charset: z.string().nullable(),
    looks: z.enum(LOOKS).nullable(),
    /** All of it is there. */
    whole: z.boolean(),
    /** Why not, or why decoding ended. */
    note: z.string().nullable(),
    /** The file that it was saved to while it came; `….part` until it is whole. */
    savedTo: z.string().nullable(),
  }),
  expectations: z.array(
    z.object({
      ok: z.boolean(),
      /** `Status is 200` */ text: z.string(),
      /** `It is 404.` */ found: z.string(),
    }),
  ),
});
export type ExchangeDetail = z.infer<typeof exchangeDetailSchema>;
