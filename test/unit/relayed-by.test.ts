import { expect, test } from 'vitest';
import type { Session } from '../../src/contract/bench.ts';
import type { Endpoint } from '../../src/contract/session.ts';
import { relayedBy } from '../../src/renderer/tools/tcp/relayed-by.ts';

const at = (port: number): Endpoint => ({ family: 'IPv4', address: '127.0.0.1', port });
const passing = (transport: 'tcp' | 'udp') =>
  ({
    id: 'r1',
    tool: 'relay',
    local: at(6001),
    remote: at(40001),
    details: { transport, target: { local: at(40002), remote: at(5001) } },
  }) as unknown as Session;

test('a connection is known as one of the two sides of a relay', () => {
  const bench = [passing('tcp')];
  expect(relayedBy(bench, at(40001), at(6001)), 'the client').toBe('r1');
  expect(relayedBy(bench, at(5001), at(40002)), 'what the listener accepted').toBe('r1');
  expect(relayedBy(bench, at(40001), at(5001)), 'another connection').toBeNull();
  expect(relayedBy(bench, null, at(6001)), 'not connected yet').toBeNull();
  expect(relayedBy([passing('udp')], at(40001), at(6001)), 'datagrams').toBeNull();
});
