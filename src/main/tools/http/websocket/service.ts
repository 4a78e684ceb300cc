import { dispatcher } from '../../../bench/dispatcher.ts';
import { BenchError } from '../../../bench/failure.ts';
import type { SessionItem } from '../../../bench/registry.ts';
import { repeatedTurn } from '../../../net/repeated.ts';
import { Repeater } from '../../../net/repeater.ts';
import type { HttpParts } from '../parts.ts';
import { connectWebSocket } from './connect.ts';
import type { WebSocketLink } from './link.ts';
import { Sending } from './sending.ts';

/** WebSockets from here. See the contract for each call. */
export function webSocketService(parts: HttpParts) {
  const { registry } = parts;
  const d = dispatcher.webSocket;
  const links = new WeakMap<SessionItem, { link: WebSocketLink; sending: Sending }>();
  const of = (session: string) => {
    const found = links.get(registry.session(session));
    if (found) return found;
    throw new BenchError({
      code: 'NOT_FOUND',
      message: 'This connection is no WebSocket that was connected from here.',
    });
  };
  const toBytes = async (bytes: Blob) => new Uint8Array(await bytes.arrayBuffer());

  return {
    connect: d.connect.handler(async ({ input: { request, context } }) => ({
      session: await connectWebSocket(parts, request, context, (link) => {
        const sending = new Sending(link);
        links.set(link.session, { link, sending });
        link.session.send = (bytes) => sending.any(bytes);
      }),
    })),
    send: d.send.handler(async ({ input: { session, as, bytes, first, last } }) => {
      await of(session).sending.send(as, await toBytes(bytes), { first, last });
      return {};
    }),
    repeat: d.repeat.handler(async ({ input: { session, as, everyMs, times, ...what } }) => {
      const { link, sending } = of(session);
      const turn = await repeatedTurn(
        what,
        (bytes) => sending.turn(as, bytes),
        (problem) => link.session.capture.event('error', `Repeating ended: ${problem}`),
      );
      link.repeater?.stop();
      link.repeater = new Repeater({
        everyMs,
        times,
        turn,
        ended: () => {
          link.repeater = null;
          link.changed();
        },
      });
      link.changed();
      return {};
    }),
    stopRepeat: d.stopRepeat.handler(({ input: { session } }) => {
      const { link } = of(session);
      link.repeater?.stop();
      link.repeater = null;
      link.changed();
      return {};
    }),
    ping: d.ping.handler(async ({ input: { session, text } }) => {
      await of(session).sending.ping(text);
      return {};
    }),
    close: d.close.handler(({ input: { session, code, reason } }) => {
      of(session).sending.close(code, reason);
      return {};
    }),
    answer: d.answer.handler(({ input: { session } }) => {
      const { answer } = of(session).link;
      if (!answer)
        throw new BenchError({ code: 'NOT_FOUND', message: 'The server has not answered the handshake.' });
      const { body, ...rest } = answer;
      return { ...rest, body: new Blob([new Uint8Array(body)]) };
    }),
  };
}
