import type { z } from 'zod';
import { FOREIGN_FAULTS, type Faults, NO_FAULTS, type Transport } from '../../../contract/payload/faults.ts';
import type { relayInput } from '../../../contract/tools/relay.ts';
import { dispatcher } from '../../bench/dispatcher.ts';
import { BenchError } from '../../bench/failure.ts';
import { saveBytes } from '../../bench/save-bytes.ts';
import type { ToolParts } from '../../bench/tool-parts.ts';
import { endpoint, show } from '../../net/endpoints.ts';
import { noKeys } from '../../net/tls/key-log.ts';
import { clientContext, serverContext, withTrust } from '../../net/tls/context.ts';
import { RelayedSession, type RelayParts } from './base.ts';
import { explainRelayListen } from './explain.ts';
import { WaitingRoom } from './faults/room.ts';
import { findLoop, loopFailure, Loops } from './loops.ts';
import { Relay } from './relay.ts';
import { addressesOf } from './target.ts';
import { capital, type Side } from './texts.ts';
import { TcpRelay } from './tcp-relay.ts';
import { UdpRelay } from './udp-relay.ts';

/** How long a name may take that is looked up to see whether a relay would forward to itself. */
const LOOK_MS = 2000;

/** The relay tool: listeners that forward, and what they do to the bytes. See the contract for each call. */
export function relayService({ registry, captures, certificates, save }: ToolParts) {
  const d = dispatcher.relay;
  const parts: RelayParts = { registry, captures, loops: new Loops(), room: new WaitingRoom() };
  /** Those that take clients. */
  const running = new Set<Relay>();

  const relay = (id: string) => {
    const item = registry.listener(id);
    return item instanceof Relay ? item : notOfTool(id);
  };
  const session = (id: string) => {
    const item = registry.session(id);
    return item instanceof RelayedSession ? item : notOfTool(id);
  };

  const start = async (input: z.output<typeof relayInput>): Promise<Relay> => {
    const { transport, listenAddress, listenPort, targetHost, targetPort } = input;
    const faults = {
      toTarget: whole(input.toTarget, transport),
      toClient: whole(input.toClient, transport),
    };
    const target = { host: targetHost, port: targetPort };
    if (transport === 'udp' && (input.clientTls || input.targetTls))
      throw new BenchError({ code: 'BAD_INPUT', field: 'tls', message: 'TLS goes over TCP; UDP has none.' });
    const clientTls = input.clientTls
      ? await of('client', serverContext(input.clientTls, listenAddress, certificates))
      : null;
    const targetTls = input.targetTls ? await of('target', clientContext(input.targetTls)) : null;
    const Kind = transport === 'tcp' ? TcpRelay : UdpRelay;
    const item = new Kind(parts, { ...input, target, faults, clientTls, targetTls });
    // A name that isn't found now may be later: that is for each connection to say.
    const addresses = await addressesOf(targetHost, LOOK_MS).catch(() => []);
    const targets = addresses.map((address) => endpoint(address, targetPort));
    try {
      await item.bind();
    } catch (error) {
      item.unbind();
      throw new BenchError(
        await explainRelayListen(error, { address: listenAddress, port: listenPort }, transport),
      );
    }
    for (const one of running) if (!one.listening) running.delete(one);
    const loop = findLoop({ transport, local: item.local, targets }, [...running]);
    if (loop) {
      item.unbind();
      const way = [...loop.map(({ local }) => show(local)), show(item.local)].join(' → ');
      throw new BenchError(loopFailure(loop.length, way));
    }
    running.add(item);
    item.begin(targets);
    return item;
  };

  return {
    start: d.start.handler(async ({ input }) => {
      const { id, local } = await start(input);
      return { listener: id, port: local.port };
    }),
    setFaults: d.setFaults.handler(({ input }) => {
      const item = relay(input.listener);
      const { toTarget, toClient } = item.faults;
      item.setFaults({
        toTarget: input.toTarget ? whole(input.toTarget, item.transport) : toTarget,
        toClient: input.toClient ? whole(input.toClient, item.transport) : toClient,
      });
      return {};
    }),
    trustTarget: d.trustTarget.handler(({ input: { listener, verify, pin, serverName } }) => {
      const item = relay(listener);
      if (!item.targetTls)
        throw new BenchError({ code: 'BAD_INPUT', message: 'This relay speaks no TLS with its target.' });
      item.setTargetTls(
        withTrust(item.targetTls, {
          ...(verify === undefined ? {} : { verify }),
          ...(pin === undefined ? {} : { pin }),
          ...(serverName === undefined ? {} : { serverName }),
        }),
      );
      return {};
    }),
    tlsInfo: d.tlsInfo.handler(({ input }) => session(input.session).tlsInfo()),
    saveKeys: d.saveKeys.handler(({ input, signal }) => {
      const item = session(input.session);
      const file = item.keyLog(input.side);
      if (!file) throw noKeys();
      return saveBytes(save, `${item.id}-${input.side}.keylog.txt`, file, signal);
    }),
    setMaxClients: d.setMaxClients.handler(({ input }) => {
      relay(input.listener).setMaxClients(input.maxClients);
      return {};
    }),
    stop: d.stop.handler(({ input }) => {
      const item = relay(input.listener);
      item.stop();
      running.delete(item);
      if (input.closeClients) item.closeClients();
      return {};
    }),
    closeClients: d.closeClients.handler(({ input }) => ({ closed: relay(input.listener).closeClients() })),
    close: d.close.handler(({ input }) => {
      session(input.session).close();
      return {};
    }),
    reset: d.reset.handler(({ input }) => {
      session(input.session).reset();
      return {};
    }),
  };
}

/** All faults, those that were not named off. Throws where one means nothing for the transport. */
function whole(some: Partial<Faults>, transport: Transport): Faults {
  for (const [field, name] of FOREIGN_FAULTS[transport]) {
    if ((some[field] ?? NO_FAULTS[field]) === NO_FAULTS[field]) continue;
    throw new BenchError({
      code: 'BAD_INPUT',
      field: name.toLowerCase(),
      message: `${name} can’t be done to ${transport === 'udp' ? 'datagrams, which are never cut apart or joined' : 'a TCP stream, which is one run of bytes'}.`,
    });
  }
  return { ...NO_FAULTS, ...some };
}

/** The settings of the two sides have fields of the same names: what is wrong with one says whose it is. */
async function of<T>(side: Side, made: Promise<T>): Promise<T> {
  try {
    return await made;
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    const { failure } = error;
    throw new BenchError({ ...failure, message: `${capital(side)}: ${failure.message}` });
  }
}

function notOfTool(id: string): never {
  throw new BenchError({ code: 'NOT_FOUND', message: `${id} is not of the relay tool.` });
}
