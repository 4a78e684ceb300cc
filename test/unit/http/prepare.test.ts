import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { BenchError } from '../../../src/main/bench/failure.ts';
import { Files } from '../../../src/main/bench/files/files.ts';
import { prepare } from '../../../src/main/tools/http/request/prepare.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();
const files = new Files();
const values: Record<string, string> = {
  host: 'example.com',
  token: 'sesame',
  n: '7',
  blank: '',
  nl: 'a\r\nX-Evil: 1',
};
const variables = {
  get: (name: string) => (Object.hasOwn(values, name) ? { value: values[name]!, secret: true } : undefined),
};
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wirebench-parts-'));
  await writeFile(join(folder, 'photo "1".png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What goes out, as text, one character a byte. */
async function out(change: Partial<HttpRequest>) {
  const made = await prepare(blankRequest({ url: ':3000/x', ...change }), { variables, files });
  try {
    const pieces: Buffer[] = [];
    for (let again = 0; made.body !== null && again < 2; again++) {
      // A body can be sent more than once.
      pieces.length = 0;
      for await (const piece of made.body.open()) pieces.push(Buffer.from(piece as Uint8Array));
      if (made.body.size !== null) expect(Buffer.concat(pieces)).toHaveLength(made.body.size);
    }
    const headers = made.headers.map(({ name, value }) => `${name}: ${value}`);
    return { ...made, lines: headers, bytes: made.body === null ? null : Buffer.concat(pieces) };
  } finally {
    await made.close();
  }
}

const failure = (change: Partial<HttpRequest>) =>
  prepare(blankRequest({ url: ':3000/x', ...change }), { variables, files }).then(
    () => expect.fail('it was taken'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(BenchError);
      expect((error as BenchError).failure.code).toBe('BAD_INPUT');
      return (error as BenchError).failure;
    },
  );
const header = (name: string, value: string, on = true) => ({ name, value, on });

describe('what goes out', () => {
  test('of a request that is nothing but a URL', async () => {
    const made = await out({});
    expect(made.url.href).toBe('http://localhost:3000/x');
    expect(made.lines).toEqual([
      'Host: localhost:3000',
      'User-Agent: Wirebench',
      'Accept: */*',
      'Accept-Encoding: gzip, deflate, br, zstd',
    ]);
    expect(made.body).toBeNull();
  });

  test('headers in their order, those of one name apart; what is written wins, what is empty leaves out', async () => {
    const made = await out({
      options: { ...REQUEST_OPTIONS, keepAlive: false },
      headers: [
        header('X-B', ' {{n}} '),
        header('x-b', '2'),
        header('X-Off', '1', false),
        header('User-Agent', ''),
        header('Host', 'other'),
        header('X-Empty', ''),
        header('X-Ü'.slice(0, 2) + 'U', 'grün'),
        header('', ''),
      ],
    });
    expect(made.lines).toEqual([
      'X-B: 7',
      'x-b: 2',
      'Host: other',
      'X-Empty: ',
      `X-U: ${Buffer.from('grün').toString('latin1')}`,
      'Accept: */*',
      'Accept-Encoding: gzip, deflate, br, zstd',
      'Connection: close',
    ]);
  });

  test('JSON with variables, and its length', async () => {
    const made = await out({ method: 'POST', body: { kind: 'json', text: '{"n": {{n}}, "ü": "{{host}}"}' } });
    expect(made.bytes!.toString()).toBe('{"n": 7, "ü": "example.com"}');
    expect(made.lines.slice(-2)).toEqual(['Content-Type: application/json', 'Content-Length: 29']);
  });

  test('a form, hex and text', async () => {
    const form = await out({
      method: 'POST',
      body: { kind: 'form', fields: [header('a b', 'ü&{{n}}'), header('off', '1', false), header('', '')] },
    });
    expect(form.bytes!.toString()).toBe('a+b=%C3%BC%267');
    expect(form.lines).toContain('Content-Type: application/x-www-form-urlencoded');
    const hex = await out({ method: 'PUT', body: { kind: 'hex', text: '00 ff {{n}}7', type: '' } });
    expect([...hex.bytes!]).toEqual([0, 255, 0x77]);
    expect(hex.lines.join()).not.toContain('Content-Type');
    const text = await out({
      body: { kind: 'text', text: '', type: 'text/x; v={{n}}' },
      headers: [header('Content-Type', 'mine/own')],
    });
    expect(text.lines).toContain('Content-Type: mine/own');
    expect(text.lines).toContain('Content-Length: 0');
  });

  test('no body of POST says so, that of GET says nothing', async () => {
    expect((await out({ method: 'POST' })).lines).toContain('Content-Length: 0');
    expect((await out({ method: 'FOO-bar' })).lines.join()).not.toContain('Content-Length');
  });

  test('a file, and its type', async () => {
    const file = { kind: 'path' as const, path: join(folder, 'photo "1".png') };
    const made = await out({ method: 'POST', body: { kind: 'file', file, type: '' } });
    expect([...made.bytes!]).toEqual([0x89, 0x50, 0x4e, 0x47, 0, 255]);
    expect(made.lines.slice(-2)).toEqual(['Content-Type: image/png', 'Content-Length: 6']);
  });

  test('parts of which no name ends its line', async () => {
    const file = { kind: 'path' as const, path: join(folder, 'photo "1".png') };
    const made = await out({
      method: 'POST',
      headers: [header('Content-Type', 'multipart/form-data')],
      body: {
        kind: 'multipart',
        parts: [
          { kind: 'text', name: 'a"\r\nX: y', value: 'line\nline', type: '', on: true },
          { kind: 'text', name: 'off', value: '', type: '', on: false },
          { kind: 'text', name: 'j', value: '{{n}}', type: 'application/json', on: true },
          { kind: 'file', name: 'f', on: true, file, fileName: '', type: '' },
        ],
      },
    });
    const boundary = /^Content-Type: multipart\/form-data; boundary=(.*)$/m.exec(made.lines.join('\n'))![1]!;
    expect(made.bytes!.toString('latin1').replaceAll(boundary, 'B')).toBe(
      [
        '--B',
        'Content-Disposition: form-data; name="a%22%0D%0AX: y"',
        '',
        'line\nline',
        '--B',
        'Content-Disposition: form-data; name="j"',
        'Content-Type: application/json',
        '',
        '7',
        '--B',
        'Content-Disposition: form-data; name="f"; filename="photo %221%22.png"',
        'Content-Type: image/png',
        '',
        '\x89PNG\x00\xff',
        '--B--',
        '',
      ].join('\r\n'),
    );
  });

  test('who it comes from', async () => {
    expect((await out({ auth: { kind: 'basic', user: 'ü', password: 'a:b' } })).lines).toContain(
      `Authorization: Basic ${Buffer.from('ü:a:b').toString('base64')}`,
    );
    expect((await out({ auth: { kind: 'bearer', token: '{{token}}' } })).lines).toContain(
      'Authorization: Bearer sesame',
    );
    const inUrl = await out({ url: 'http://ada:p%40ss@host/x' });
    expect(inUrl.url.href).toBe('http://host/x');
    expect(inUrl.lines).toContain(`Authorization: Basic ${Buffer.from('ada:p@ss').toString('base64')}`);
    const written = await out({
      auth: { kind: 'bearer', token: 'x' },
      headers: [header('authorization', 'Mine')],
    });
    expect(written.lines.filter((line) => /^authorization/i.test(line))).toEqual(['authorization: Mine']);
  });
});

describe('what is refused', () => {
  test.each<[string, Partial<HttpRequest>, string, string]>([
    ['a URL that is none', { url: 'my host' }, 'url', 'space'],
    ['a variable that is not there', { url: '{{nope}}/x' }, 'url', '{{nope}}'],
    ['a method of two words', { method: 'GET /' }, 'method', '"GET /"'],
    ['no method', { method: ' ' }, 'method', 'missing'],
    ['a name with a space', { headers: [header('Ok', '1'), header('X Y', '1')] }, 'header 2', 'a space'],
    ['a name with a colon', { headers: [header('X: y', '1')] }, 'header 1', '":"'],
    ['a value without a name', { headers: [header('', '1')] }, 'header 1', 'no name'],
    ['a line break', { headers: [header('X', 'a\r\nY: b')] }, 'header 1', 'line break'],
    ['a line break of a variable', { headers: [header('X', 'a {{nl}}')] }, 'header 1', 'line break'],
    ['a null character', { headers: [header('X', 'a\0')] }, 'header 1', 'U+0000'],
    ['a token with a line break', { auth: { kind: 'bearer', token: '{{nl}}' } }, 'token', 'line break'],
    ['no token', { auth: { kind: 'bearer', token: ' ' } }, 'token', 'missing'],
    ['a user with a colon', { auth: { kind: 'basic', user: 'a:b', password: '' } }, 'user', 'colon'],
    ['JSON that is none', { body: { kind: 'json', text: '{\n "a": {{n}},\n}' } }, 'body', 'line 3, column 1'],
    ['no JSON at all', { body: { kind: 'json', text: ' ' } }, 'body', 'there is none'],
    ['hex that is none', { body: { kind: 'hex', text: '0g', type: '' } }, 'body', "'g'"],
    ['a type with a line break', { body: { kind: 'text', text: '', type: '{{nl}}' } }, 'type', 'line break'],
    ['no file', { body: { kind: 'file', file: null, type: '' } }, 'file', 'No file'],
    [
      'a folder',
      { body: { kind: 'file', file: { kind: 'path', path: tmpdir() }, type: '' } },
      'file',
      'folder',
    ],
    [
      'a part without a name',
      { body: { kind: 'multipart', parts: [{ kind: 'text', name: '', value: '', type: '', on: true }] } },
      'part 1',
      'no name',
    ],
    ['a proxy of no kind', { options: { ...REQUEST_OPTIONS, proxy: 'gopher://x' } }, 'proxy', 'gopher'],
    [
      'a proxy and a Unix socket',
      { options: { ...REQUEST_OPTIONS, proxy: ':1', unixSocket: '/x' } },
      'proxy',
      '',
    ],
  ])('%s', async (_, change, field, word) => {
    const told = await failure(change);
    expect(told).toMatchObject({ field });
    expect(told.message).toContain(word);
    expect(told.message + told.hint).not.toContain('sesame');
  });

  test('a URL that has no host for want of a variable’s value', async () => {
    expect((await failure({ url: '{{blank}}/x' })).hint).toBe('The variable blank in it has no value.');
    expect((await failure({ url: 'http:///x' })).hint).toMatch(/^Write it as/);
  });

  test('a variable that is missing, in words: where, and what to do about it', async () => {
    expect((await failure({ url: '{{nope}}/x' })).message).toBe(
      'There is no variable nope for {{nope}} in the URL.',
    );
    const told = await failure({ headers: [header('X', '{{nope}}')] });
    expect(told.message).toBe('There is no variable nope for {{nope}} in header 1.');
  });

  test('a file that is not there', async () => {
    const gone = { kind: 'path' as const, path: join(folder, 'gone') };
    await expect(
      prepare(blankRequest({ url: ':1', body: { kind: 'file', file: gone, type: '' } }), {
        variables,
        files,
      }),
    ).rejects.toThrow(/gone/);
  });
});
