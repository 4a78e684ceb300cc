import { expect, test } from 'vitest';
import { Jar } from '../../../src/main/tools/http/cookies/jar.ts';

const url = (text: string) => new URL(text);

test('cookies go where browsers send them', () => {
  const jar = new Jar();
  expect(
    jar.take(url('http://localhost:3000/a/b'), ['a=1; Path=/', 'b=2', 'c=3; Path=/x', 'é=ü; Path=/']),
  ).toEqual([]);
  jar.take(url('http://127.0.0.1/'), ['ip=1']);
  jar.take(url('http://[::1]/'), ['v6=1']);
  jar.take(url('https://www.example.com/'), ['s=1; Secure', 'd=1; Domain=example.com']);
  expect(jar.header(url('http://localhost:81/a/c'))).toBe('b=2; a=1; é=ü');
  expect(jar.header(url('http://127.0.0.1:9/'))).toBe('ip=1');
  expect(jar.header(url('http://[::1]/'))).toBe('v6=1');
  expect(jar.header(url('http://www.example.com/'))).toBe('d=1');
  expect(jar.header(url('wss://www.example.com/'))).toBe('s=1; d=1');
  expect(jar.header(url('http://other.com/'))).toBeNull();
});

test('what is not taken is told', () => {
  const jar = new Jar();
  const notes = jar.take(url('http://example.com/'), [
    'a=1; Domain=com',
    'b=1; Domain=other.com',
    'c=1; Secure',
    'd=' + 'x'.repeat(20_000),
    '',
    'ok=1',
  ]);
  expect(notes).toEqual([
    'The cookie "a" was not taken: its Domain is one under which others register names.',
    'The cookie "b" was not taken: its Domain is not that of the server.',
    'The cookie "c" was not taken: it is Secure, and the connection is not.',
    'The cookie "d" was not taken: it has more than 16 KiB.',
    'The cookie "" was not taken: it has no name and no value.',
  ]);
  expect(jar.header(url('http://example.com/'))).toBe('ok=1');
});

test('a server that sets cookies without an end is stopped, one that sets the same again is not', () => {
  const jar = new Jar();
  const set = (prefix: string, count: number) =>
    jar.take(
      url('http://a.test/'),
      Array.from({ length: count }, (_, i) => `${prefix}${i % 2000}=1`),
    );
  expect(set('same', 6000)).toEqual([]);
  const notes = set('more', 2000);
  expect(notes).toHaveLength(1000);
  expect(notes[0]).toContain('there are 3,000 already');
});

test('they can be listed, changed, added and removed', async () => {
  const jar = new Jar();
  jar.take(url('http://h.test/p/q'), ['a=1; HttpOnly; SameSite=Lax; Max-Age=1000', 'gone=1; Max-Age=0']);
  const [cookie, ...rest] = jar.list();
  expect(rest).toEqual([]);
  expect(cookie).toMatchObject({
    domain: 'h.test',
    path: '/p',
    name: 'a',
    value: '1',
    hostOnly: true,
    httpOnly: true,
    secure: false,
    sameSite: 'lax',
  });
  expect(cookie!.expires).toBeGreaterThan(Date.now());
  await jar.put(
    { ...cookie!, name: 'b', value: 'zwölf', path: '/', expires: null, hostOnly: false },
    cookie!,
  );
  expect(jar.header(url('http://sub.h.test/'))).toBe('b=zwölf');
  expect(jar.list()).toMatchObject([{ name: 'b', value: 'zwölf', expires: null }]);
  await expect(jar.put({ ...cookie!, value: 'a\r\nX: 1' }, null)).rejects.toMatchObject({
    failure: { field: 'value' },
  });
  await expect(jar.put({ ...cookie!, name: 'a b' }, null)).rejects.toMatchObject({
    failure: { field: 'name' },
  });
  await expect(jar.put({ ...cookie!, domain: 'a b' }, null)).rejects.toMatchObject({
    failure: { field: 'domain' },
  });
  await jar.remove(jar.list());
  expect(jar.list()).toEqual([]);
});

test('an age that leads beyond all dates is none, and the list stays', () => {
  const jar = new Jar();
  const ages = ['99999999999999999999', '8640000000000', '1e300', '60'];
  jar.take(
    url('http://a.test/'),
    ages.map((age, i) => `c${i}=1; Max-Age=${age}`),
  );
  expect(jar.list().map(({ expires }) => expires === null)).toEqual([true, true, true, false]);
});
