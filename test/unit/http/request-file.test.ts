import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { BenchError } from '../../../src/main/bench/failure.ts';
import { readRequest, writeRequest } from '../../../src/main/tools/http/library/request-file.ts';

const write = (request: HttpRequest, was: string | null = null) =>
  writeRequest('x.request.yaml', 'x', request, was);
const read = (text: string) => readRequest('x.request.yaml', 'x', text);

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    'true',
    '0123',
    'null',
    '~',
    ' a',
    'a ',
    'a\nb',
    'a\r\nb\n',
    '\n\n',
    'a: b',
    '# x',
    "'",
    '"',
    '{{x}}',
    '\t',
    'é\u2028',
    '- a',
    'a\n  b\n c\n',
  ),
);
const pair = fc.record({ name: text, value: text, on: fc.boolean() });
const request: fc.Arbitrary<HttpRequest> = fc
  .record({
    url: text,
    method: fc.constantFrom('GET', 'POST', 'QUERY', 'on'),
    headers: fc.array(pair, { maxLength: 4 }),
    queryOff: fc.array(fc.record({ name: text, value: text }), { maxLength: 2 }),
    docs: text,
    body: fc.oneof(
      fc.constant({ kind: 'none' } as const),
      fc.record({ kind: fc.constant('json' as const), text }),
      fc.record({ kind: fc.constant('text' as const), text, type: text }),
      fc.record({ kind: fc.constant('form' as const), fields: fc.array(pair, { maxLength: 3 }) }),
      fc.record({
        kind: fc.constant('multipart' as const),
        parts: fc.array(
          fc.oneof(
            fc.record({
              kind: fc.constant('text' as const),
              name: text,
              value: text,
              on: fc.boolean(),
              type: text,
            }),
            fc.record({
              kind: fc.constant('file' as const),
              name: text,
              on: fc.boolean(),
              file: fc.constantFrom(null, { kind: 'path' as const, path: '/tmp/a b' }),
              fileName: text,
              type: text,
            }),
          ),
          { maxLength: 3 },
        ),
      }),
    ),
    auth: fc.oneof(
      fc.constant({ kind: 'none' } as const),
      fc.record({ kind: fc.constant('basic' as const), user: text, password: text }),
    ),
    expectations: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('status' as const), on: fc.boolean(), value: text }),
        fc.record({ kind: fc.constant('time' as const), on: fc.boolean(), atMost: fc.nat(5000) }),
      ),
      { maxLength: 3 },
    ),
    options: fc.record({ timeoutMs: fc.nat(1000), cookies: fc.boolean(), proxy: text }).map((own) => ({
      ...REQUEST_OPTIONS,
      ...own,
    })),
  })
  .map((own) => blankRequest({ ...own, name: 'x' }));

const lines = (...all: string[]) => `${all.join('\n')}\n`;

describe('a request as a text file', () => {
  it('comes back as it was written, whatever is in it', () => {
    fc.assert(
      fc.property(request, (one) => {
        expect(read(write(one))).toEqual(one);
      }),
      { numRuns: 100 },
    );
  });

  it('comes back when it was changed in a file that held another one', () => {
    fc.assert(
      fc.property(request, request, (one, other) => {
        const commented = `# mine\n${write(one)}`;
        const now = write(other, commented);
        expect(read(now)).toEqual(other);
      }),
      { numRuns: 100 },
    );
  });

  it('leaves out what is as usual', () => {
    expect(write(blankRequest({ name: 'x', url: ':8080' }))).toBe(lines('method: GET', 'url: :8080'));
  });

  const mine = lines(
    '# Who am I?',
    'method:   GET     # asks',
    "url: 'http://localhost/a'",
    'x-owner: me   # not known here',
    '',
    'headers:',
    '  # for the proxy',
    '  - name: Accept',
    '    value: text/plain',
    '  - {name: X-A, value: 0123}',
    'body:',
    '  kind: text',
    '  text: |',
    '    one',
    '    two',
  );

  it('keeps every other byte where one value changes', () => {
    const one = read(mine);
    expect(one.headers[1]).toEqual({ name: 'X-A', value: '0123', on: true });
    expect(write(one, mine)).toBe(mine);
    expect(write({ ...one, method: 'PUT', url: "it's" }, mine)).toBe(
      mine.replace('GET', 'PUT').replace("'http://localhost/a'", "'it''s'"),
    );
    const body = { ...one.body, text: 'one\nthree\n' } as HttpRequest['body'];
    expect(write({ ...one, body }, mine)).toBe(mine.replace('two', 'three'));
  });

  it('keeps comments and what is not known where a line is added or taken away', () => {
    const one = read(mine);
    const more = write({ ...one, headers: [...one.headers, { name: 'New', value: '1', on: false }] }, mine);
    for (const kept of ['# Who am I?', '# asks', 'x-owner: me', '# not known here', '# for the proxy'])
      expect(more).toContain(kept);
    expect(read(more).headers.at(-1)).toEqual({ name: 'New', value: '1', on: false });
    const less = write({ ...one, headers: one.headers.slice(0, 1), body: { kind: 'none' } }, mine);
    expect(less).toContain('# for the proxy');
    expect(less).toContain('x-owner: me');
    expect(read(less).headers).toHaveLength(1);
    expect(read(less).body).toEqual({ kind: 'none' });
  });

  it('takes headers and form fields as plain lines', () => {
    const one = read(
      lines(
        'url: a',
        'headers:',
        '  Accept: text/html',
        '  on: 5',
        'body:',
        '  kind: form',
        '  fields: {a: 1}',
      ),
    );
    expect(one.headers).toEqual([
      { name: 'Accept', value: 'text/html', on: true },
      { name: 'on', value: '5', on: true },
    ]);
    expect(one.body).toEqual({ kind: 'form', fields: [{ name: 'a', value: '1', on: true }] });
    const changed = { ...one, headers: [{ name: 'Accept', value: 'text/plain', on: true }, one.headers[1]!] };
    expect(
      read(write(changed, lines('url: a', 'headers:', '  Accept: text/html', '  on: 5'))).headers,
    ).toEqual(changed.headers);
  });

  it.each([
    [lines('url: "a', 'method: GET'), /line \d+, column \d+/, ''],
    [lines('url: a', 'options:', '  timeoutMs: soon'), /line 3, column 14/, 'Timeout must be'],
    [lines('url: a', 'body:', '  kind: cake'), /line 3, column 9/, 'body kind'],
    ['just words', /line 1, column 1/, 'no request'],
  ])('says where a file is wrong: %s', (bad, where, why) => {
    let failure: BenchError | null = null;
    try {
      read(bad);
    } catch (error) {
      failure = error as BenchError;
    }
    expect(failure).toBeInstanceOf(BenchError);
    expect(failure!.failure.message).toMatch(where);
    expect(failure!.failure.hint).toContain(why);
  });

  it('refuses a bomb of aliases at once', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (let n = 1; n < 12; n++) {
      const last = String.fromCharCode(96 + n);
      bomb.push(
        `${String.fromCharCode(97 + n)}: &${String.fromCharCode(97 + n)} [${Array(10).fill(`*${last}`).join(',')}]`,
      );
    }
    expect(() => read(lines('url: a', ...bomb))).toThrow(/can’t be read/);
  });
});

it('a WebSocket is kept with what its handshake offers, and read where that is not said', () => {
  const one = blankRequest({
    kind: 'websocket',
    name: 'x',
    url: 'wss://{{host}}/chat',
    webSocket: { protocols: ['chat', 'v2.{{name}}'], deflate: true },
  });
  const kept = write(one);
  expect(kept).toContain('kind: websocket\n');
  expect(read(kept)).toEqual(one);
  const plain = { ...one, webSocket: { protocols: [], deflate: false } };
  expect(read('kind: websocket\nurl: wss://{{host}}/chat\n')).toEqual(plain);
  expect(read('kind: websocket\nurl: wss://{{host}}/chat\nwebSocket:\n  protocols: []\n')).toEqual(plain);
});
