import { expect, test } from 'vitest';
import type { HttpListener } from '../../../src/contract/tools/http.ts';
import { fromOthers } from '../../../src/renderer/tools/http/serve/reach.ts';

const addresses = [
  { name: 'lo', family: 'IPv4', address: '127.0.0.1' },
  { name: 'lo', family: 'IPv6', address: '::1' },
  { name: 'eth0', family: 'IPv6', address: 'fe80::1%eth0' },
  { name: 'eth0', family: 'IPv6', address: '2001:db8::7' },
  { name: 'eth0', family: 'IPv4', address: '192.168.1.7' },
] as const;
const at = (address: string, url: string) => {
  const server = { local: { family: 'IPv4', address, port: 8080 }, details: { url } };
  return fromOthers(server as HttpListener, [...addresses]);
};

test('a server on every address says where other machines reach it', () => {
  expect(at('0.0.0.0', 'http://127.0.0.1:8080/')).toEqual(['http://192.168.1.7:8080/']);
  expect(at('::', 'https://[::1]:8080/')).toEqual([
    'https://192.168.1.7:8080/',
    'https://[2001:db8::7]:8080/',
  ]);
  // Where it is one address, that is said already.
  expect(at('192.168.1.7', 'http://192.168.1.7:8080/')).toEqual([]);
  expect(at('127.0.0.1', 'http://127.0.0.1:8080/')).toEqual([]);
});
