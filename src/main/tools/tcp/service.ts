import { isIP } from 'node:net';
import type { z } from 'zod';
import { formatHostPort } from '../../../contract/payload/endpoint.ts';
import type { connectInput } from '../../../contract/tools/tcp.ts';
import { isLive } from '../../../contract/states.ts';
import { dispatcher } from '../../bench/dispatcher.ts';
import { BenchError } from '../../bench/failure.ts';
import type { ToolParts } from '../../bench/tool-parts.ts';
import { openSocket } from '../../net/connect.ts';
import { unixEndpoint } from '../../net/endpoints.ts';
import { explainConnect } from '../../net/explain-connect.ts';
import { TcpListener } from './listener.ts';
import { repeatedTurn } from '../../net/repeated.ts';
import { Repeater, type Turn } from '../../net/repeater.ts';
import { toRespondSpec } from '../../net/respond/to-spec.ts';
import { sendFileThrough } from './file-send.ts';
import { OWN, type SessionParts } from './session-owner.ts';
import { TcpSession } from './session.ts';
import type { Wrap } from './session-tls.ts';
import { type Asked, listenerTls, tlsCalls } from './tls-calls.ts';
import { changedTls, clientContext } from '../../net/tls/context.ts';
import { connectTls } from '../../net/tls/wrap.ts';
import { Twins } from '../../net/twins.ts';

type Connect = z.output<typeof connectInput>;

/** The TCP tool: listeners, clients, and what can be done with their sessions. See the contract for each call. */
export function tcpService(tool: ToolParts) {
  const { registry, captures, rules } = tool;
  const d = dispatcher.tcp;
  const parts: SessionParts = { registry, captures, rules, twins: new Twins() };
  /** How each client session was asked for, so that it can be opened again; goes with the session. */
  const asked = new WeakMap<TcpSession, Asked>();

  const session = (id: string) => {
    const item = registry.session(id);
    return item instanceof TcpSession ? item : notOfTool(id);
  };
  const listener = (id: string) => {
    const item = registry.listener(id);
    return item instanceof TcpListener ? item : notOfTool(id);
  };

  const connect = ({ input, tls }: Asked): { session: string } => {
    const title = input.path ?? formatHostPort(input.host, input.port);
    const { noDelay, keepAlive, keepAliveDelayMs } = input;
    const made = new TcpSession(parts, {
      owner: { ...OWN, whenPeerEnds: input.whenPeerEnds },
      title,
      options: { noDelay, keepAlive, keepAliveDelayMs },
    });
    made.canReconnect = true;
    asked.set(made, { input, tls });
    registry.addSession(made);
    // Of a path there is no name that a certificate could be for.
    const host = input.path === undefined ? input.host : 'localhost';
    const wrap: Wrap | undefined = tls ? (raw, options) => connectTls(raw, tls, host, options) : undefined;
    void bringUp(made, input, wrap);
    return { session: made.id };
  };

  return {
    listen: d.listen.handler(async ({ input }) => {
      const respond = await toRespondSpec(input.respond, rules);
      const tls = await listenerTls(tool, input.tls, input.address);
      const made = await TcpListener.start(parts, { ...input, respond, tls });
      return { listener: made.id, port: made.port };
    }),
    updateListener: d.updateListener.handler(async ({ input }) => {
      const item = listener(input.listener);
      if (input.respond) item.responder.set(await toRespondSpec(input.respond, rules, item.responder.spec));
      if (input.maxClients) item.setMaxClients(input.maxClients);
      if (input.whenPeerEnds) item.whenPeerEnds = input.whenPeerEnds;
      if (input.tls !== undefined)
        item.tls = await listenerTls(tool, input.tls, item.summary().local.address);
      item.changed();
      return {};
    }),
    stopListening: d.stopListening.handler(({ input }) => {
      const item = listener(input.listener);
      item.stop();
      if (input.closeClients) item.closeClients();
      return {};
    }),
    closeClients: d.closeClients.handler(({ input }) => ({
      closed: listener(input.listener).closeClients(),
    })),
    connect: d.connect.handler(async ({ input }) =>
      connect({ input, tls: input.tls ? await clientContext(input.tls) : null }),
    ),
    reconnect: d.reconnect.handler(async ({ input }) => {
      const ended = session(input.session);
      if (isLive(ended.state))
        throw new BenchError({ code: 'STILL_OPEN', message: 'The connection has not ended yet.' });
      const settings = asked.get(ended);
      if (!settings)
        throw new BenchError({ code: 'NOT_A_CLIENT', message: 'Only a client’s session can reconnect.' });
      const { change } = input;
      return connect(change ? { ...settings, tls: await changedTls(settings.tls, change) } : settings);
    }),
    ...tlsCalls(tool, session, listener),
    send: d.send.handler(async ({ input, signal }) => {
      await session(input.session).send(await toBytes(input.bytes), signal);
      return { bytes: input.bytes.size };
    }),
    sendFile: d.sendFile.handler(async ({ input }) => {
      const source = tool.files.source([input.item], { links: 'follow' });
      return { bytes: await sendFileThrough(session(input.session), source) };
    }),
    cancelFile: d.cancelFile.handler(({ input }) => {
      session(input.session).file?.cancel();
      return {};
    }),
    sendToAll: d.sendToAll.handler(async ({ input, signal }) => {
      const bytes = await toBytes(input.bytes);
      let clients = 0;
      for (const client of [...listener(input.listener).clients]) {
        if (!client.capture.hasRoomFor(bytes.length)) await client.flow?.room(bytes.length, signal);
        if (writeOnce(client, bytes) === 'sent') clients++;
      }
      return { clients };
    }),
    repeat: d.repeat.handler(async ({ input: { target, everyMs, times, ...what } }) => {
      const item = 'session' in target ? session(target.session) : listener(target.listener);
      const turn = await repeatedTurn(
        what,
        (bytes) => (item instanceof TcpSession ? writeOnce(item, bytes) : writeToEach(item, bytes)),
        (problem) => item instanceof TcpSession && item.capture.event('error', `Repeating ended: ${problem}`),
      );
      item.repeater?.stop();
      item.repeater = new Repeater({
        everyMs,
        times,
        turn,
        ended: () => {
          item.repeater = null;
          item.changed();
        },
      });
      item.changed();
      return {};
    }),
    stopRepeat: d.stopRepeat.handler(({ input: { target } }) => {
      const item = 'session' in target ? session(target.session) : listener(target.listener);
      item.repeater?.stop();
      item.repeater = null;
      item.changed();
      return {};
    }),
    endSending: d.endSending.handler(({ input }) => {
      session(input.session).endSending();
      return {};
    }),
    reset: d.reset.handler(({ input }) => {
      session(input.session).reset();
      return {};
    }),
    close: d.close.handler(({ input }) => {
      session(input.session).close();
      return {};
    }),
  };
}

/** Connects, and puts each step and the outcome into the session. Never rejects. */
async function bringUp(session: TcpSession, input: Connect, wrap?: Wrap): Promise<void> {
  const stop = new AbortController();
  session.cancel = () => stop.abort();
  const { capture } = session;
  session.setState(input.path === undefined && isIP(input.host) === 0 ? 'resolving' : 'connecting');
  try {
    const socket = await openSocket(
      input,
      {
        resolved(text) {
          capture.event('resolve', text);
          session.setState('connecting');
        },
        tried: (text) => capture.event('note', text),
      },
      stop.signal,
    );
    const remote = input.path === undefined ? null : unixEndpoint(input.path);
    // It may have been cancelled in the very turn in which it was connected.
    if (stop.signal.aborted) {
      socket.destroy();
      stop.signal.throwIfAborted();
    }
    session.open(socket, { local: remote && { ...remote, address: '' }, remote }, wrap);
  } catch (error) {
    session.cancel = null;
    if (stop.signal.aborted) session.cancelled();
    else session.fail(await explainConnect(error, input));
  }
}

function writeOnce(session: TcpSession, bytes: Uint8Array): Turn {
  if (!session.writable) return session.tls.state === 'handshake' ? 'skipped' : 'gone';
  // It would stand in the middle of the file.
  if (session.file || session.congested || !session.capture.hasRoomFor(bytes.length)) return 'skipped';
  session.write(bytes);
  return 'sent';
}

/** To every client that is open and reads. */
function writeToEach(listener: TcpListener, bytes: Uint8Array): Turn {
  if (listener.over) return 'gone';
  let sent = false;
  for (const session of listener.clients) if (writeOnce(session, bytes) === 'sent') sent = true;
  return sent ? 'sent' : 'skipped';
}

async function toBytes(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

function notOfTool(id: string): never {
  throw new BenchError({ code: 'NOT_FOUND', message: `${id} is not of the TCP tool.` });
}
