import { dispatcher } from '../../bench/dispatcher.ts';
import { BenchError } from '../../bench/failure.ts';
import type { ToolParts } from '../../bench/tool-parts.ts';
import { repeatedTurn } from '../../net/repeated.ts';
import { Repeater } from '../../net/repeater.ts';
import { toRespondSpec } from '../../net/respond/to-spec.ts';
import { UdpSession } from './session.ts';
import { bindSocket } from './socket.ts';

/** The UDP tool: bound sockets, and what can be done with them. See the contract for each call. */
export function udpService({ registry, captures, rules }: ToolParts) {
  const d = dispatcher.udp;
  const session = (id: string) => {
    const item = registry.session(id);
    if (item instanceof UdpSession) return item;
    throw new BenchError({ code: 'NOT_FOUND', message: `${id} is not of the UDP tool.` });
  };

  return {
    open: d.open.handler(async ({ input }) => {
      const respond = await toRespondSpec(input.respond, rules);
      const made = new UdpSession({ registry, captures, rules }, input, respond, await bindSocket(input));
      try {
        if (input.onlyDestination) await made.connect();
      } catch (error) {
        made.destroy();
        await made.capture.remove();
        throw asDestination(error);
      }
      registry.addSession(made);
      return { session: made.id, port: made.port };
    }),
    send: d.send.handler(async ({ input, signal }) => {
      const { shown } = await session(input.session).sendTo(input.to, await toBytes(input.bytes), signal);
      return { bytes: input.bytes.size, to: shown };
    }),
    repeat: d.repeat.handler(async ({ input, signal }) => {
      const item = session(input.session);
      const target = await item.target(input.to, signal);
      if (input.bytes) item.checkSend(target, input.bytes.size);
      const turn = await repeatedTurn(
        input,
        (bytes) => {
          item.checkSend(target, bytes.length);
          return item.turn(target, bytes);
        },
        (problem) => item.capture.event('error', `Repeating ended: ${problem}`),
      );
      item.repeater?.stop();
      item.repeater = new Repeater({
        everyMs: input.everyMs,
        times: input.times,
        turn,
        ended: () => {
          item.repeater = null;
          item.changed();
        },
      });
      item.changed();
      return {};
    }),
    stopRepeat: d.stopRepeat.handler(({ input }) => {
      const item = session(input.session);
      item.repeater?.stop();
      item.repeater = null;
      item.changed();
      return {};
    }),
    joinGroup: d.joinGroup.handler(({ input }) => {
      const item = session(input.session);
      open(item);
      item.capture.event('note', item.multicast.join(input));
      item.changed();
      return {};
    }),
    leaveGroup: d.leaveGroup.handler(({ input }) => {
      const item = session(input.session);
      open(item);
      item.capture.event('note', item.multicast.leave(input));
      item.changed();
      return {};
    }),
    setMulticast: d.setMulticast.handler(({ input }) => {
      const item = session(input.session);
      open(item);
      if (input.interface !== undefined) item.multicast.setInterface(input.interface);
      if (input.ttl !== undefined) item.multicast.setTtl(input.ttl);
      if (input.loopback !== undefined) item.multicast.setLoopback(input.loopback);
      item.changed();
      return {};
    }),
    updateSession: d.updateSession.handler(async ({ input }) => {
      const item = session(input.session);
      open(item);
      if (input.respond) item.responder.set(await toRespondSpec(input.respond, rules, item.responder.spec));
      if (input.destination !== undefined) item.setDestination(input.destination);
      if (input.broadcast !== undefined) item.setBroadcast(input.broadcast);
      if (input.ttl !== undefined) item.setTtl(input.ttl);
      item.changed();
      return {};
    }),
    close: d.close.handler(async ({ input }) => {
      await session(input.session).close();
      return {};
    }),
  };
}

/** Throws NOT_OPEN. */
const open = (item: UdpSession) => void item.socket;

async function toBytes(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

/** While a socket is bound, where it sends to is the field “Destination”. */
function asDestination(error: unknown): unknown {
  if (!(error instanceof BenchError) || error.failure.field !== 'send to') return error;
  return new BenchError({ ...error.failure, field: 'destination' });
}
