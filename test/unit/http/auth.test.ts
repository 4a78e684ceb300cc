import { describe, expect, test } from 'vitest';
import { readChallenges } from '../../../src/main/tools/http/request/challenges.ts';
import { Digest, digestResponse } from '../../../src/main/tools/http/request/digest.ts';
import { Nonces } from '../../../src/main/tools/http/request/nonces.ts';

const offers = (...values: string[]) =>
  readChallenges(values).map(({ scheme, params }) => ({ scheme, ...Object.fromEntries(params) }));

describe('challenges', () => {
  test('several in one header and in several, with commas everywhere', () => {
    expect(
      offers(
        'Digest realm="a, \\"b\\"", qop="auth, auth-int" ,nonce=abc, Basic realm="x",, Negotiate',
        'Bearer, NTLM TlRMTVNTUAAC==, Digest nonce = "n"',
      ),
    ).toEqual([
      { scheme: 'digest', realm: 'a, "b"', qop: 'auth, auth-int', nonce: 'abc' },
      { scheme: 'basic', realm: 'x' },
      { scheme: 'negotiate' },
      { scheme: 'bearer' },
      { scheme: 'ntlm' },
      { scheme: 'digest', nonce: 'n' },
    ]);
  });

  test.each(['', ',,,', '"', 'Digest realm="', 'Digest =', '\x00', 'Digest a="\\', '='.repeat(1000)])(
    'what is none ends: %j',
    (text) => expect(Array.isArray(readChallenges([text]))).toBe(true),
  );
});

// RFC 7616 section 3.9.1, and RFC 2617 section 3.5.
const PARTS = {
  user: 'Mufasa',
  password: 'Circle of Life',
  method: 'GET',
  uri: '/dir/index.html',
  realm: 'http-auth@example.org',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  qop: 'auth' as const,
  count: 1,
  bodyHash: '',
};

describe('Digest', () => {
  test('the responses of the standards', () => {
    expect(digestResponse({ ...PARTS, algorithm: 'MD5' })).toBe('8ca523f5e9506fed4657c9700eebdbec');
    expect(digestResponse({ ...PARTS, algorithm: 'SHA-256' })).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
    expect(
      digestResponse({
        ...PARTS,
        password: 'Circle Of Life',
        realm: 'testrealm@host.com',
        nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
        cnonce: '0a4f113b',
        algorithm: 'MD5',
      }),
    ).toBe('6629fae49393a05397450978507c4ef1');
  });

  const digest = () => new Digest('ada', 'pw', async (hash) => `body by ${hash}`);
  const challenge = (...values: string[]) => ({ method: 'GET', url: new URL('http://h/p?q=1#f'), values });

  test('the strongest offer is answered', async () => {
    const said = await digest().answer(
      challenge(
        'Digest realm="r", nonce="m", algorithm=MD5, qop="auth"',
        'Digest realm="r", nonce="s", algorithm=SHA-256, qop="auth", opaque="o"',
      ),
    );
    expect(said).toMatch(
      /^Digest username="ada", realm="r", nonce="s", uri="\/p\?q=1", algorithm=SHA-256, qop=auth, nc=00000001, cnonce="[0-9a-f]{32}", response="[0-9a-f]{64}", opaque="o"$/,
    );
  });

  test('of old servers without qop, and of those that want the body', async () => {
    expect(await digest().answer(challenge('Digest realm="r", nonce="n"'))).toMatch(
      /^Digest username="ada", realm="r", nonce="n", uri="\/p\?q=1", response="[0-9a-f]{32}"$/,
    );
    expect(await digest().answer(challenge('Digest realm="r", nonce="n", qop="auth-int"'))).toContain(
      'qop=auth-int',
    );
  });

  test('what was refused is not said again, what is stale is', async () => {
    const one = digest();
    expect(await one.answer(challenge('Digest realm="r", nonce="1", qop="auth"'))).not.toBeNull();
    expect(await one.answer(challenge('Digest realm="r", nonce="2", qop="auth"'))).toBeNull();
    expect(await one.answer(challenge('Digest realm="r", nonce="2", qop="auth", stale=TRUE'))).not.toBeNull();
    expect(await one.answer(challenge('Digest realm="r", nonce="2", qop="auth", stale=true'))).toBeNull();
  });

  test('a nonce is used again for the server that gave it, and each use counts', async () => {
    const nonces = new Nonces();
    const one = (user = 'ada') => new Digest(user, 'pw', async () => '', nonces);
    const ahead = (url: string, by = one()) => by.ahead('PUT', new URL(url));
    expect(await ahead('http://h/p')).toBeNull();
    await one().answer(challenge('Digest realm="r", nonce="n", qop="auth", opaque="o"'));
    expect(await ahead('http://h/other?x')).toMatch(
      /^Digest username="ada", realm="r", nonce="n", uri="\/other\?x", qop=auth, nc=00000002, .*opaque="o"$/,
    );
    expect(await ahead('http://h/')).toContain('nc=00000003,');
    // Neither another server nor another user is told anything, and a new nonce counts from one.
    expect(await ahead('http://h:81/')).toBeNull();
    expect(await ahead('https://h/')).toBeNull();
    expect(await ahead('http://h/', one('eve'))).toBeNull();
    await one().answer(challenge('Digest realm="r", nonce="m", qop="auth", domain="/in /too", stale=true'));
    expect(await ahead('http://h/too/x')).toContain('nonce="m", uri="/too/x", qop=auth, nc=00000002,');
    expect(await ahead('http://h/out')).toBeNull();
    // What was refused is forgotten.
    const wrong = one();
    await wrong.answer(challenge('Digest realm="r", nonce="3", qop="auth"'));
    await wrong.answer(challenge('Digest realm="r", nonce="4", qop="auth"'));
    expect(await ahead('http://h/')).toBeNull();
  });

  test.each([
    'Basic realm="r"',
    'Digest realm="r"',
    'Digest realm="r", nonce="n", algorithm=ROT13',
    'Digest realm="r", nonce="n", qop="other"',
  ])('there is no answer to %s', async (value) => {
    expect(await digest().answer(challenge(value))).toBeNull();
  });

  test('a name that is not ASCII, where the server knows UTF-8 and where it does not', async () => {
    const one = () => new Digest('Jäsøn "x"', 'pw', async () => '');
    expect(await one().answer(challenge('Digest realm="r", nonce="n", qop="auth", charset=UTF-8'))).toContain(
      "username*=UTF-8''J%C3%A4s%C3%B8n%20%22x%22,",
    );
    expect(await one().answer(challenge('Digest realm="r", nonce="n", qop="auth"'))).toContain(
      `username="${Buffer.from('Jäsøn \\"x\\"').toString('latin1')}",`,
    );
  });
});
