import { expect, test } from 'vitest';
import { isFor, leftOut, redirectOf, type Step } from '../../../src/main/tools/http/client/redirect.ts';

const step = (url: string): Step => ({
  method: 'GET',
  url: new URL(url),
  headers: [
    { name: 'Authorization', value: 'Bearer T' },
    { name: 'cookie', value: 'a=b' },
    { name: 'X-Key', value: 'K' },
  ],
  body: null,
});
const to = (location: string) => ({
  version: '1.1' as const,
  status: 301,
  reason: 'Moved',
  headers: [{ name: 'Location', value: location }],
});

test.each([
  ['http://h/', '/x', true],
  // The same server, found again with TLS: what was sent in the clear can be sent inside it.
  ['http://h/', 'https://h/', true],
  ['https://h/', 'http://h/', false],
  ['http://h:8080/', 'https://h/', false],
  ['http://h/', 'https://h:8443/', false],
  ['http://h/', 'https://www.h/', false],
  ['http://h/', 'http://h:81/', false],
])('what is for %s goes along to %s: %s', (from, location, goes) => {
  const before = step(from);
  const next = redirectOf(before, to(location)) as Step;
  expect(isFor(before.url, next.url)).toBe(goes);
  expect(next.headers.map(({ name }) => name)).toEqual(
    goes ? ['Authorization', 'cookie', 'X-Key'] : ['X-Key'],
  );
  expect(leftOut(before, next)).toBe(
    goes ? '' : ' Without Authorization and cookie: that is for the first server alone.',
  );
});
