import { networkInterfaces } from 'node:os';
import { isIPv4 } from 'node:net';
import type { Failure } from '../../../contract/failure.ts';
import type { Transport } from '../../../contract/payload/faults.ts';
import type { Endpoint } from '../../../contract/session.ts';
import { endpoint, isLoopback, show } from '../../net/endpoints.ts';

/** One client of a relay as a link of a chain: its bytes may have come from another of our relays. */
export interface Hop {
  /** The relay it is a client of. */
  readonly relay: string;
  /** The hop whose target it is. */
  from: Hop | null;
  /** Called when its bytes turn out to come back to where they were. */
  looped(failure: Failure): void;
}

/** A relay as far as loops go: where it listens, and where its target may be. */
export interface Way {
  readonly transport: Transport;
  readonly local: Endpoint;
  /** The target's addresses as they were found when it was started. */
  readonly targets: readonly Endpoint[];
}

/**
 * Finds relays whose bytes come back to them: before they start by where they would forward to, and while they run by
 * the addresses of their connections, because names can come to mean something else. A chain through another program
 * can't be seen; there only the limit of clients ends it.
 */
export class Loops {
  /** Connections to targets, by their addresses. */
  readonly #out = new Map<string, Hop>();
  /** Clients, the same. */
  readonly #in = new Map<string, Hop>();

  /** A client was accepted. Answers the failure when it closes a loop, and tells every hop of it. */
  accepted(hop: Hop, transport: Transport, client: { local: Endpoint; remote: Endpoint }): Failure | null {
    const at = key(transport, client.remote, client.local);
    this.#in.set(at, hop);
    const from = this.#out.get(at);
    return from ? this.#join(from, hop) : null;
  }

  /** Its target was connected. */
  connected(hop: Hop, transport: Transport, target: { local: Endpoint; remote: Endpoint }): Failure | null {
    const at = key(transport, target.local, target.remote);
    this.#out.set(at, hop);
    const to = this.#in.get(at);
    return to ? this.#join(hop, to) : null;
  }

  /** Forgets a hop that has ended; the same addresses as it was told with. */
  ended(
    hop: Hop,
    transport: Transport,
    ends: {
      client: { local: Endpoint; remote: Endpoint };
      target: { local: Endpoint; remote: Endpoint } | null;
    },
  ): void {
    const client = key(transport, ends.client.remote, ends.client.local);
    if (this.#in.get(client) === hop) this.#in.delete(client);
    const target = ends.target && key(transport, ends.target.local, ends.target.remote);
    if (target && this.#out.get(target) === hop) this.#out.delete(target);
  }

  #join(from: Hop, to: Hop): Failure | null {
    to.from = from;
    const chain: Hop[] = [to];
    for (let hop: Hop | null = from; hop && !chain.includes(hop); hop = hop.from) {
      chain.push(hop);
      if (hop.relay !== to.relay) continue;
      const failure = loopFailure(new Set(chain.map((one) => one.relay)).size);
      for (const one of chain) one.looped(failure);
      return failure;
    }
    return null;
  }
}

/**
 * The relays through which the bytes of `start` would come back to it, in their order; null where they would not. Those
 * that run are in `running`.
 */
export function findLoop(start: Way, running: readonly Way[]): Way[] | null {
  const seen = new Set<Way>();
  const follow = (way: Way): Way[] | null => {
    if (seen.has(way)) return null;
    seen.add(way);
    if (way.targets.some((target) => leadsTo(target, start))) return [way];
    for (const next of running) {
      if (!way.targets.some((target) => leadsTo(target, next))) continue;
      const rest = next.transport === way.transport ? follow(next) : null;
      if (rest) return [way, ...rest];
    }
    return null;
  };
  return follow(start);
}

/** Whether who connects to `target` comes to what listens at `way`. */
function leadsTo(target: Endpoint, { local }: Way): boolean {
  if (target.port !== local.port) return false;
  const to = meant(target.address);
  if (to === meant(local.address) && !isAny(local.address)) return true;
  if (!isAny(local.address)) return false;
  // `::` takes IPv4 as well.
  return (local.address === '::' || isIPv4(to)) && isOwn(to);
}

const isAny = (address: string) => address === '0.0.0.0' || address === '::';

/** Who connects to no address in particular comes to this machine's loopback. */
function meant(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '::1';
  return address.replace(/%.*$/, '').toLowerCase();
}

function isOwn(address: string): boolean {
  if (isLoopback(endpoint(address, 0))) return true;
  return Object.values(networkInterfaces()).some((list) =>
    (list ?? []).some((one) => meant(one.address) === address),
  );
}

function key(transport: Transport, from: Endpoint, to: Endpoint): string {
  // A UDP socket that receives from all does not know at which of its addresses; its port is its own anyway.
  return transport === 'udp' ? `udp ${show(from)}` : `tcp ${show(from)} ${show(to)}`;
}

export function loopFailure(relays: number, way?: string): Failure {
  return {
    code: 'RELAY_LOOP',
    message:
      relays === 1
        ? 'This relay would forward to itself.'
        : `This relay would forward to itself, through ${relays - 1} other ${relays === 2 ? 'relay' : 'relays'} of this bench.`,
    hint: `${way ? `${way}. ` : ''}Every byte would go round without an end. Choose another target or another port to listen on.`,
    field: 'target port',
    mends: [],
  };
}
