import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHostPort, parseEndpoint } from '../../../src/contract/payload/endpoint.ts';

const none = { ok: true, scheme: null, host: null, port: null, path: null };

describe('parseEndpoint', () => {
  it.each([
    [':5001', { port: 5001 }],
    ['5001', { port: 5001 }],
    ['localhost:5001', { host: 'localhost', port: 5001 }],
    ['  localhost:5001\n', { host: 'localhost', port: 5001 }],
    ['localhost 5001', { host: 'localhost', port: 5001 }],
    ['localhost', { host: 'localhost' }],
    ['[::1]:5001', { host: '::1', port: 5001 }],
    ['[::1]', { host: '::1' }],
    ['::1', { host: '::1' }],
    ['fe80::1%eth0', { host: 'fe80::1%eth0' }],
    ['tcp://host:7', { scheme: 'tcp', host: 'host', port: 7 }],
    ['TCP://[::1]:7/', { scheme: 'tcp', host: '::1', port: 7 }],
    ['http://example.com/path?q#f', { scheme: 'http', host: 'example.com' }],
    ['unix:/run/app.sock', { scheme: 'unix', path: '/run/app.sock' }],
    ['unix:///run/app.sock', { scheme: 'unix', path: '/run/app.sock' }],
  ])('reads %j', (text, part) => {
    expect(parseEndpoint(text)).toEqual({ ...none, ...part });
  });

  it.each([
    ['', 0, 'Write a host'],
    ['host:99999', 5, 'The largest is 65535'],
    ['host:abc', 5, "'abc' isn't a port"],
    ['my host:80', 2, "' ' at position 3"],
    [' my host', 3, "' ' at position 4"],
    ['[::1', 0, "isn't closed"],
    ['[::1]80', 5, 'position 6'],
    [':', 1, 'A port is missing'],
  ])('names the place in %j', (text, at, part) => {
    const parsed = parseEndpoint(text);
    expect(parsed).toMatchObject({ ok: false, at });
    expect(parsed.ok ? '' : parsed.message).toContain(part);
  });

  it('reads back what formatHostPort writes', () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
    fc.assert(
      fc.property(host, fc.integer({ min: 0, max: 65535 }), (name, port) => {
        expect(parseEndpoint(formatHostPort(name, port))).toEqual({ ...none, host: name, port });
      }),
    );
  });

  it('never throws', () => {
    const bits = fc.constantFrom(...'[]:/ 0a.%@', 'tcp://', 'unix:', '::1', '99999');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: bits })), (text) => {
        const parsed = parseEndpoint(text);
        if (!parsed.ok) expect(parsed.at >= 0 && parsed.at <= text.length).toBe(true);
      }),
    );
  });
});
