import { z } from 'zod';
import { base, bytesSchema, idSchema } from '../bridge.ts';
import { repeatWhat } from '../messages.ts';
import { respondInfo, respondInput } from '../respond.ts';
import { sessionBase } from '../session.ts';

const PORT = 'Port must be a whole number from 0 to 65535.';
const port = z.int(PORT).min(0, PORT).max(65535, PORT);
const noSpaces = (field: string) => z.string().max(255).regex(/^\S*$/, `${field} can’t contain spaces.`);
const ms = z
  .int()
  .min(1)
  .max(24 * 3600 * 1000);
const BUFFER = 'Receive buffer must be a whole number of bytes, up to 1 GiB; 0 leaves it to the system.';
const receiveBuffer = z
  .int(BUFFER)
  .min(0, BUFFER)
  .max(1024 ** 3, BUFFER);
const TTL = 'TTL must be a whole number from 1 to 255.';
const ttl = z.int(TTL).min(1, TTL).max(255, TTL);
const MULTICAST_TTL = 'Multicast TTL must be a whole number from 0 to 255.';
const multicastTtl = z.int(MULTICAST_TTL).min(0, MULTICAST_TTL).max(255, MULTICAST_TTL);
/** `127.0.0.1:5001`, `[fe80::1%eth0]:5001`, `localhost:5001`; a session tells its peers in the same form. */
const target = z.string().max(300);
const ok = z.object({});
/** Each datagram is answered by itself, to whom it came from. */
const respond = respondInput.refine((input) => input.mode !== 'file', {
  path: ['mode'],
  message: 'Respond can’t send a file to a peer that connects: datagrams have no connections. Use a rule.',
});
const inSession = z.object({ session: idSchema });

/** The receive buffer that is asked for unless said otherwise, in bytes: a burst waits there while the bench is busy. */
export const RECEIVE_BUFFER = 4 * 1024 * 1024;

/** A group to join, on one interface (by name, or by its address) or on the one the system chooses. */
const groupInput = z.object({
  group: noSpaces('Group').min(1, 'Group is missing. 239.1.2.3 or ff02::1234 are examples.'),
  interface: noSpaces('Interface').optional(),
  /** Only what this address sends to the group (source-specific multicast, RFC 4607). */
  source: noSpaces('Source').optional(),
});
export type GroupInput = z.output<typeof groupInput>;

/** An address to bind and a port (0 = any free one). */
export const bindInput = z
  .object({
    address: noSpaces('Address').min(1, 'Address is missing. 127.0.0.1 is reached from this machine only.'),
    port,
    /** What a host name is looked up for; an address says it itself. */
    family: z.enum(['any', 'IPv4', 'IPv6']).default('any'),
    /** `::` takes IPv4 datagrams as well unless this is set. */
    ipv6Only: z.boolean().default(false),
    /** Lets other programs that ask for it too use the same address and port (SO_REUSEADDR). */
    shareAddress: z.boolean().default(false),
    /** Allows sending to broadcast addresses (SO_BROADCAST). */
    broadcast: z.boolean().default(false),
    receiveBuffer: receiveBuffer.default(RECEIVE_BUFFER),
    /** Where a message goes that names no other target. */
    destination: target.optional(),
    /**
     * Connects the socket to `destination`: only its datagrams are received, nothing goes elsewhere, and the system
     * tells when nothing listens there.
     */
    onlyDestination: z.boolean().default(false),
    respond: respond.default({ mode: 'nothing' }),
  })
  .refine((input) => !input.onlyDestination || !!input.destination, {
    path: ['destination'],
    message: 'Destination is missing: there is nobody to receive only from.',
  });
export type BindInput = z.input<typeof bindInput>;

const joinedGroup = z.object({
  group: z.string(),
  interface: z.string().nullable(),
  source: z.string().nullable(),
});
const count = z.int().min(0);

export const udpSessionSchema = sessionBase.extend({
  tool: z.literal('udp'),
  details: z.object({
    family: z.enum(['IPv4', 'IPv6']),
    ipv6Only: z.boolean(),
    shareAddress: z.boolean(),
    broadcast: z.boolean(),
    /** Bytes asked for (0: nothing was asked) and given, as the system tells them: Linux doubles for its own use. */
    receiveBuffer: z.object({ asked: count, got: count }),
    /** The most bytes that one datagram of this socket can carry. */
    most: count,
    destination: z.string().nullable(),
    onlyDestination: z.boolean(),
    /** Null: the system's own. */
    ttl: z.int().nullable(),
    multicast: z.object({
      ttl: z.int(),
      loopback: z.boolean(),
      /** Where datagrams to a group leave from; null: the system chooses. */
      interface: z.string().nullable(),
      groups: z.array(joinedGroup),
    }),
    /** Datagrams that came: `received` by the bench, of which `shown` are in the timeline. */
    datagrams: z.object({
      received: count,
      shown: count,
      sent: count,
      /** Answers that were not sent: the network or the capture had no room for them. */
      answersDropped: count,
      /** Came while the capture had no room. */
      droppedHere: count,
      /** Dropped by the system because the receive buffer was full; null where the system does not tell. */
      droppedByKernel: count.nullable(),
    }),
    respond: respondInfo,
    repeat: z.object({ everyMs: z.int(), sent: z.int(), skipped: z.int() }).nullable(),
  }),
});
export type UdpSession = z.infer<typeof udpSessionSchema>;

export const udpContract = {
  /** Binds a socket. (A call can’t be named `bind`: callers are functions, which have a `bind` of their own.) */
  open: base.input(bindInput).output(z.object({ session: idSchema, port: z.int() })),
  /**
   * One datagram, empty ones too, to `to` or else to the default destination. Answers when the system has taken it,
   * with the address it went to.
   */
  send: base
    .input(inSession.extend({ to: target.optional(), bytes: bytesSchema }))
    .output(z.object({ bytes: z.int(), to: z.string() })),
  /**
   * Sends `bytes`, or a `message` that is made anew for each turn, now and every `everyMs`, until stopped, `times` are
   * through, or the socket is closed.
   */
  repeat: base
    .input(
      inSession.extend({
        to: target.optional(),
        ...repeatWhat,
        everyMs: ms,
        times: z.int().min(1).max(1_000_000_000).optional(),
      }),
    )
    .output(ok),
  stopRepeat: base.input(inSession).output(ok),
  joinGroup: base.input(inSession.extend(groupInput.shape)).output(ok),
  leaveGroup: base.input(inSession.extend(groupInput.shape)).output(ok),
  /** What is left out stays. `interface` '' lets the system choose. */
  setMulticast: base
    .input(
      inSession.extend({
        ttl: multicastTtl.optional(),
        loopback: z.boolean().optional(),
        interface: noSpaces('Interface').optional(),
      }),
    )
    .output(ok),
  /** What is left out stays. `destination` '' takes it away. */
  updateSession: base
    .input(
      inSession.extend({
        broadcast: z.boolean().optional(),
        destination: target.optional(),
        ttl: ttl.optional(),
        respond: respond.optional(),
      }),
    )
    .output(ok),
  close: base.input(inSession).output(ok),
};
