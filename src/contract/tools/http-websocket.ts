import { z } from 'zod';
import { base, bytesSchema, idSchema } from '../bridge.ts';
import { headerSchema } from '../http/exchange.ts';
import { requestSchema } from '../http/request.ts';
import { repeatWhat } from '../messages.ts';
import { CLOSE_MESSAGE, MAX_CONTROL, mayClose } from '../payload/websocket/words.ts';
import { contextSchema } from './http.ts';

/**
 * WebSocket as a client (RFC 6455). The connection is a session of tool `http` whose protocol is `websocket`; what goes
 * over it is named by the lens of that name. `http.close` gives a connection up at once, also while it is made.
 */

const ok = z.object({});
const inSession = z.object({ session: idSchema });
const EVERY = 'Every must be from 1 ms to a day.';

export const webSocketContract = {
  /**
   * Connects as a request of kind `websocket` says. Answers as soon as it is checked, with the session that tells what
   * comes of it. Fails when it can’t be sent as it is: the failure names the field.
   */
  connect: base.input(z.object({ request: requestSchema, context: contextSchema })).output(inSession),
  /**
   * Sends a message, or a part of one: it goes on until `last`, in frames of their own. Answers when the connection has
   * taken it. Fails with NOT_OPEN, NOT_TEXT, UNFINISHED (a message before was given up in its middle) and CONGESTED.
   */
  send: base
    .input(
      inSession.extend({
        as: z.enum(['text', 'binary']),
        bytes: bytesSchema,
        first: z.boolean().default(true),
        last: z.boolean().default(true),
      }),
    )
    .output(ok),
  /** Sends messages now and every `everyMs`, as `tcp.repeat` does; turns are left out while one still waits. */
  repeat: base
    .input(
      inSession.extend({
        as: z.enum(['text', 'binary']),
        ...repeatWhat,
        everyMs: z.int(EVERY).min(1, EVERY).max(86_400_000, EVERY),
        times: z.int().min(1).max(1_000_000_000).optional(),
      }),
    )
    .output(ok),
  stopRepeat: base.input(inSession).output(ok),
  /** The other end has to answer it with a pong that says the same. */
  ping: base
    .input(
      inSession.extend({ text: z.string().max(MAX_CONTROL, `A ping holds ${MAX_CONTROL} bytes at most.`) }),
    )
    .output(ok),
  /** Begins to close: the other end answers by its close, or the connection is closed a while later. */
  close: base
    .input(
      inSession.extend({
        code: z.int(CLOSE_MESSAGE).refine(mayClose, CLOSE_MESSAGE),
        reason: z.string().max(MAX_CONTROL, 'Reason can’t be longer than 123 bytes.'),
      }),
    )
    .output(ok),
  /** What the server answered to the handshake; fails with NOT_FOUND while there is nothing. */
  answer: base.input(inSession).output(
    z.object({
      status: z.int(),
      reason: z.string(),
      headers: z.array(headerSchema),
      /** Of an answer that is no 101, as far as it came and was kept. */
      body: bytesSchema,
      whole: z.boolean(),
    }),
  ),
};
