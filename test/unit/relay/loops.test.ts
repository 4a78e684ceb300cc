import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/contract/failure.ts';
import { endpoint } from '../../../src/main/net/endpoints.ts';
import { findLoop, type Hop, Loops, type Way } from '../../../src/main/tools/relay/loops.ts';

const way = (local: [string, number], ...targets: [string, number][]): Way => ({
  transport: 'tcp',
  local: endpoint(...local),
  targets: targets.map((target) => endpoint(...target)),
});

describe('a relay that would forward to itself', () => {
  test.each<[string, Way]>([
    ['by its address', way(['127.0.0.1', 5000], ['127.0.0.1', 5000])],
    ['by one of the addresses of a name', way(['127.0.0.1', 5000], ['::1', 5000], ['127.0.0.1', 5000])],
    ['to 0.0.0.0, which is this machine', way(['127.0.0.1', 5000], ['0.0.0.0', 5000])],
    ['to ::, the same', way(['::1', 5000], ['::', 5000])],
    ['listening at all addresses', way(['0.0.0.0', 5000], ['127.0.0.1', 5000])],
    ['listening at all addresses, to another of loopback', way(['0.0.0.0', 5000], ['127.9.9.9', 5000])],
    ['listening at ::, which takes IPv4', way(['::', 5000], ['127.0.0.1', 5000])],
    ['as an IPv4 address in IPv6', way(['127.0.0.1', 5000], ['::ffff:127.0.0.1', 5000])],
  ])('%s', (_, start) => {
    expect(findLoop(start, [])).toEqual([start]);
  });

  test.each<[string, Way]>([
    ['another port', way(['127.0.0.1', 5000], ['127.0.0.1', 5001])],
    ['another address of loopback', way(['127.0.0.1', 5000], ['127.0.0.2', 5000])],
    ['the other family', way(['127.0.0.1', 5000], ['::1', 5000])],
    ['another machine', way(['0.0.0.0', 5000], ['192.0.2.1', 5000])],
    ['a name that was not found', way(['127.0.0.1', 5000])],
  ])('not to %s', (_, start) => {
    expect(findLoop(start, [])).toBeNull();
  });

  test('through a chain of others', () => {
    const a = way(['127.0.0.1', 5000], ['127.0.0.1', 5001]);
    const b = way(['0.0.0.0', 5001], ['127.0.0.1', 5002]);
    const c = way(['127.0.0.1', 5002], ['127.0.0.1', 5000]);
    expect(findLoop(c, [a, b])).toEqual([c, a, b]);
    expect(findLoop(c, [a])).toBeNull();
    // One of another transport passes no TCP on.
    expect(findLoop(c, [a, { ...b, transport: 'udp' }])).toBeNull();
  });

  test('a loop of others that does not come back here is theirs', () => {
    const a = way(['127.0.0.1', 5000], ['127.0.0.1', 5001]);
    const b = way(['127.0.0.1', 5001], ['127.0.0.1', 5000]);
    expect(findLoop(way(['127.0.0.1', 5002], ['127.0.0.1', 5000]), [a, b])).toBeNull();
  });
});

describe('connections that come back', () => {
  class OneHop implements Hop {
    from: Hop | null = null;
    readonly relay: string;
    readonly told: Failure[] = [];
    constructor(relay: string) {
      this.relay = relay;
    }
    looped(failure: Failure): void {
      this.told.push(failure);
    }
  }
  const at = (port: number) => endpoint('127.0.0.1', port);
  const [A, B] = [at(5000), at(5001)];

  /** A client at 40000 → relay a (5000) → from 40001 → relay b (5001) → from 40002 → relay a again. */
  test('are found by their addresses, whichever end is seen first', () => {
    for (const acceptFirst of [true, false]) {
      const loops = new Loops();
      const hops = [new OneHop('a'), new OneHop('b'), new OneHop('a')];
      const link = (from: Hop, to: Hop, local: typeof A, remote: typeof A) => {
        const accept = () => loops.accepted(to, 'tcp', { local: remote, remote: local });
        const connect = () => loops.connected(from, 'tcp', { local, remote });
        const both = acceptFirst ? [accept, connect] : [connect, accept];
        return both.map((see) => see()).find((failure) => failure !== null) ?? null;
      };
      const [first, second, third] = hops as [OneHop, OneHop, OneHop];
      expect(loops.accepted(first, 'tcp', { local: A, remote: at(40_000) })).toBeNull();
      expect(link(first, second, at(40_001), B)).toBeNull();
      expect(link(second, third, at(40_002), A)).toMatchObject({ code: 'RELAY_LOOP' });
      for (const hop of hops) expect(hop.told).toHaveLength(1);
    }
  });

  test('are forgotten when they have ended, so that a port that is used anew means nothing', () => {
    const loops = new Loops();
    const first = new OneHop('a');
    const client = { local: A, remote: at(40_000) };
    const target = { local: at(40_001), remote: A };
    loops.accepted(first, 'tcp', client);
    loops.connected(first, 'tcp', target);
    loops.ended(first, 'tcp', { client, target });
    expect(loops.accepted(new OneHop('a'), 'tcp', { local: A, remote: at(40_001) })).toBeNull();
  });

  test('a UDP socket is known by its own address alone', () => {
    const loops = new Loops();
    const first = new OneHop('a');
    loops.connected(first, 'udp', { local: at(40_001), remote: A });
    const back = { local: endpoint('0.0.0.0', 5000), remote: at(40_001) };
    expect(loops.accepted(new OneHop('a'), 'udp', back)).toMatchObject({ code: 'RELAY_LOOP' });
  });
});
