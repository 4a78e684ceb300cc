import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyError, compactBody, formatBody } from '../../../src/renderer/tools/http/editor/json-body.ts';
import { readHeaders, readPairs, readQuery } from '../../../src/renderer/tools/http/editor/pasted.ts';
import {
  paramsOf,
  rowsOf,
  splitUrl,
  withParams,
  withRows,
} from '../../../src/renderer/tools/http/editor/query.ts';
import { formOfTls, tlsOfForm } from '../../../src/renderer/tools/http/editor/tls.ts';
import { mendedUrl, toldOfUrl } from '../../../src/renderer/tools/http/editor/where.ts';
import { Left } from '../../../src/renderer/tools/http/editor/left.ts';
import { turnAuth } from '../../../src/renderer/tools/http/editor/turn-auth.ts';
import { ofRequest, tooLong } from '../../../src/renderer/tools/http/request/too-long.ts';
import { blankRequest, MAX_BODY_TEXT, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';

const pairs = (url: string) => paramsOf(url).map(({ name, value }) => [name, value]);

test('reads the query of a URL as it is meant', () => {
  expect(pairs(':3000/x?a=1&b=two%20words&c=x+y&flag&e=')).toEqual([
    ['a', '1'],
    ['b', 'two words'],
    ['c', 'x y'],
    ['flag', ''],
    ['e', ''],
  ]);
  expect(pairs('localhost')).toEqual([]);
  expect(pairs('localhost?')).toEqual([]);
  expect(pairs('?q=50%&r=%zz')).toEqual([
    ['q', '50%'],
    ['r', '%zz'],
  ]);
  expect(pairs('?q={{a+b}}&r=%C3%BC')).toEqual([
    ['q', '{{a+b}}'],
    ['r', 'ü'],
  ]);
  expect(splitUrl('http://h/p?q=1?2#frag?x')).toEqual({
    before: 'http://h/p',
    query: 'q=1?2',
    hash: '#frag?x',
  });
});

test('a row that is not changed keeps the writing it has in the URL', () => {
  const url = 'http://h/?a=x+y&b=%7e&flag#there';
  const [a, b, flag] = paramsOf(url);
  expect(withParams(url, [a!, b!, flag!])).toBe(url);
  expect(withParams(url, [a!, { name: 'b', value: 'new & old' }, flag!])).toBe(
    'http://h/?a=x+y&b=new%20%26%20old&flag#there',
  );
  expect(withParams(url, [flag!])).toBe('http://h/?flag#there');
  expect(withParams(url, [])).toBe('http://h/#there');
  expect(withParams('http://h/', [{ name: 'q', value: '{{what ever}} 100%' }])).toBe(
    'http://h/?q={{what ever}}%20100%25',
  );
});

test('what is written in the table is read again from the URL as it was', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: text, value: text }), { minLength: 1, maxLength: 5 }),
      (params) => {
        const url = withParams('http://h/p#x', params);
        expect(paramsOf(url).map(({ name, value }) => ({ name, value }))).toEqual(params);
        // And by those who take URLs apart on the other side.
        if (params.every(({ name, value }) => !/[{}]/.test(name + value)))
          expect([...new URL(url).searchParams]).toEqual(params.map(({ name, value }) => [name, value]));
      },
    ),
  );
});

test('rows that are off keep their place in the table, and are not in the URL', () => {
  const rows = [
    { name: 'a', value: '1', on: true },
    { name: 'b', value: '2', on: false },
    { name: 'c', value: '3', on: true },
  ];
  const made = withRows('http://h/?a=1&b=2&c=3', rows);
  expect(made).toEqual({ url: 'http://h/?a=1&c=3', queryOff: [{ name: 'b', value: '2' }] });
  expect(rowsOf(made.url, made.queryOff, rows)).toEqual(rows);
  // The URL was changed by hand: what is off goes behind what is on.
  expect(rowsOf('http://h/?z=9', made.queryOff, rows)).toEqual([
    { name: 'z', value: '9', on: true },
    { name: 'b', value: '2', on: false },
  ]);
});

test('several rows are taken from what is pasted', () => {
  expect(readQuery('https://h/x?a=1&b=x%20y')).toEqual([
    { name: 'a', value: '1', on: true },
    { name: 'b', value: 'x y', on: true },
  ]);
  expect(readQuery('word')).toBeNull();
  expect(readHeaders('Accept: text/html\r\nX-Empty:\r\nCookie: a=b; c=d\r\n')).toEqual([
    { name: 'Accept', value: 'text/html', on: true },
    { name: 'X-Empty', value: '', on: true },
    { name: 'Cookie', value: 'a=b; c=d', on: true },
  ]);
  expect(readHeaders('https://example.com')).toBeNull();
  expect(readHeaders('Accept')).toBeNull();
});

test('what a terminal, a browser or another tool shows is taken as rows', () => {
  const two = [
    { name: 'Host', value: 'h:80', on: true },
    { name: 'Accept', value: '*/*', on: true },
  ];
  expect(readHeaders('> GET /x HTTP/1.1\r\n> Host: h:80\r\n> Accept: */*\r\n>\r\n')).toEqual(two);
  expect(readHeaders(':authority: h\n:method: GET\nHost: h:80\nAccept: */*')).toEqual(two);
  expect(readHeaders('Host:\nh:80\nAccept:\n*/*\n')).toEqual(two);
  expect(readHeaders('Host: h:80\n//Accept:*/*')).toEqual([two[0], { ...two[1], on: false }]);
  expect(readHeaders('A:\nB:')?.map(({ name }) => name)).toEqual(['A', 'B']);
  const three = [
    { name: 'a', value: '1=2', on: true },
    { name: 'b c', value: 'http://x/?y', on: true },
    { name: 'd', value: '', on: false },
  ];
  for (const read of [readQuery, readPairs]) {
    expect(read('a=1=2\r\nb c = http://x/?y\r\n\r\n// d=')).toEqual(three);
    expect(read('a: 1=2\nb c: http://x/?y\n//d:')).toEqual(three);
    expect(read('a\t1=2\nb c\thttp://x/?y\n//d\t')).toEqual(three);
    expect(read('two\nlines')).toBeNull();
    expect(read('one: line')).toBeNull();
  }
});

test('JSON is checked and formatted around its variables', () => {
  const text = '{"a":{{n}},"big":12345678901234567890,"b":["{{user}} {\\"x\\": 1}",1.50]}';
  expect(bodyError(text)).toBeNull();
  expect(formatBody(text)).toBe(
    '{\n  "a": {{n}},\n  "big": 12345678901234567890,\n  "b": [\n    "{{user}} {\\"x\\": 1}",\n    1.50\n  ]\n}',
  );
  expect(compactBody(formatBody(text))).toBe(text);
  expect(bodyError('{"a": {{n}},\n "c": [1,2 3]}')).toMatchObject({ line: 2, column: 12 });
  expect(bodyError('')).toBeNull();
  // What is no JSON stays as it is.
  expect(formatBody('{"a": }')).toBe('{"a": }');
  expect(compactBody('{"a": }')).toBe('{"a": }');
});

test('formatting changes nothing of what JSON says', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(JSON.parse(formatBody(text))).toEqual(JSON.parse(text));
      expect(compactBody(formatBody(text))).toBe(text);
    }),
  );
});

test('a shorthand is told in full, and a URL that is none says why', () => {
  const plain = { webSocket: false, noHost: false };
  expect(toldOfUrl('', plain)).toBeNull();
  expect(toldOfUrl(':3000/x', plain)).toEqual({ text: 'http://localhost:3000/x', wrong: false });
  expect(toldOfUrl('http://localhost:3000/', plain)).toBeNull();
  expect(toldOfUrl('http://localhost:3000', plain)).toBeNull();
  expect(toldOfUrl('{{host}}/x', plain)).toEqual({ text: 'with host filled in', wrong: false });
  expect(toldOfUrl('localhost:99999', plain)).toMatchObject({
    wrong: true,
    text: expect.stringContaining('99999'),
  });
  expect(toldOfUrl('ws://h', plain)?.wrong).toBe(true);
  expect(toldOfUrl('h/x', { ...plain, webSocket: true })).toEqual({ text: 'ws://h/x', wrong: false });
});

test('TLS goes through its dialog and back', () => {
  const { tls } = REQUEST_OPTIONS;
  expect(tlsOfForm(formOfTls(tls), tls)).toEqual(tls);
  const special = {
    ...tls,
    verify: false,
    serverName: 'a.test',
    pin: 'AB:CD',
    ca: 'PEM',
    alpn: ['h2'],
    handshakeMs: 5,
    certificate: { kind: 'pem' as const, cert: 'c', key: 'k', passphrase: 'p' },
  };
  expect(tlsOfForm(formOfTls(special), special)).toEqual(special);
});

test('a mend changes the scheme or the origin of a URL, and nothing else of it', () => {
  expect(mendedUrl('https://h:8443/a?b#c', { scheme: 'http' })).toBe('http://h:8443/a?b#c');
  expect(mendedUrl(':3000/a?b', { origin: 'http://[::1]:3000' })).toBe('http://[::1]:3000/a?b');
  expect(mendedUrl('{{host}}/a', { scheme: 'https' })).toBe('https://{{host}}/a');
  expect(mendedUrl('https://{{host}}/a', { origin: 'http://$&' })).toBe('http://$&/a');
  expect(mendedUrl('h', {})).toBe('h');
});

test('what was written as another kind is there again for who goes back, for each request', () => {
  const left = new Left<{ kind: string; text?: string }>();
  const basic = { kind: 'basic', text: 'secret' };
  expect(left.turn('a', basic, { kind: 'none' })).toEqual({ kind: 'none' });
  expect(left.turn('b', { kind: 'none' }, { kind: 'basic' })).toEqual({ kind: 'basic' });
  expect(left.turn('a', { kind: 'none' }, { kind: 'basic' })).toBe(basic);
  for (let i = 0; i < 300; i++) left.turn(`${i}`, { kind: 'none' }, { kind: 'none' });
  expect(left.turn('a', { kind: 'none' }, { kind: 'basic' })).toEqual({ kind: 'basic' });
});

test('a body that is too long to be handed over is refused with a way to send it', () => {
  const of = (length: number) => tooLong(blankRequest({ body: { kind: 'json', text: 'x'.repeat(length) } }));
  expect(of(MAX_BODY_TEXT)).toBeNull();
  expect(of(MAX_BODY_TEXT + 1)).toMatchObject({
    field: 'body',
    message: expect.stringContaining('3,145,729'),
  });
  expect(tooLong(blankRequest())).toBeNull();
  const failure = { code: 'TOO_LARGE', message: '', mends: [] };
  expect(ofRequest(failure).hint).toMatch(/choose File/);
  expect(ofRequest({ ...failure, code: 'OTHER' }).code).toBe('OTHER');
});

test('who one is stays, whichever kinds of authentication are tried between', () => {
  const basic = { kind: 'basic', user: 'ann', password: 'secret' } as const;
  const digest = { ...basic, kind: 'digest' } as const;
  expect(turnAuth('r', basic, 'none')).toEqual({ kind: 'none' });
  expect(turnAuth('r', { kind: 'none' }, 'digest')).toEqual(digest);
  expect(turnAuth('r', { ...digest, user: 'bob' }, 'bearer')).toEqual({ kind: 'bearer', token: '' });
  expect(turnAuth('r', { kind: 'bearer', token: 'T' }, 'basic')).toEqual({ ...basic, user: 'bob' });
  expect(turnAuth('r', { ...basic, user: 'bob' }, 'bearer')).toEqual({ kind: 'bearer', token: 'T' });
  expect(turnAuth('other', { kind: 'none' }, 'basic')).toEqual({ kind: 'basic', user: '', password: '' });
});
