import { z } from 'zod';
import { idSchema } from '../bridge.ts';

const count = z.int().min(0);

/** What is told of a WebSocket of ours with its session. */
export const webSocketBrief = z.object({
  /** `closing`: a close was sent or came, and the other end’s is waited for. */
  state: z.enum(['connecting', 'open', 'closing', 'over']),
  /** The subprotocol that was agreed on; null: none. */
  protocol: z.string().nullable(),
  /** permessage-deflate was agreed on. */
  deflate: z.boolean(),
  /** Whole messages, without pings, pongs and the close. */
  messages: z.object({ in: count, out: count }),
  /** From the latest ping to its pong, in milliseconds. */
  pingMs: z.number().min(0).nullable(),
  /** How it was closed: by whom first, and what the server said; `code` null: it said none. */
  close: z
    .object({ by: z.enum(['here', 'server']), code: z.int().nullable(), reason: z.string() })
    .nullable(),
  /** The server’s answer to the handshake has come: `webSocket.answer` tells it. */
  answered: z.boolean(),
  /** It went on over this connection, since a password was asked for. */
  next: idSchema.nullable(),
  repeat: z.object({ everyMs: z.int(), sent: z.int(), skipped: z.int() }).nullable(),
});
export type WebSocketBrief = z.infer<typeof webSocketBrief>;
