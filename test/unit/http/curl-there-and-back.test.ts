import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import { Files } from '../../../src/main/bench/files/files.ts';
import { curlOf } from '../../../src/main/tools/http/library/export/curl.ts';
import { readCurl } from '../../../src/main/tools/http/library/import/curl.ts';
import { prepare } from '../../../src/main/tools/http/request/prepare.ts';
import { anyLine, anyRequest, anyText } from '../../support/any-request.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();
const files = new Files();
const none = { get: () => undefined };
const read = (command: string): HttpRequest => readCurl(command).requests[0]!;

/** What goes out of a request, told without the boundary of its parts, which is another one each time. */
async function wireOf(request: HttpRequest) {
  const made = await prepare(request, { variables: none, files });
  try {
    const pieces: Buffer[] = [];
    if (made.body) for await (const piece of made.body.open()) pieces.push(Buffer.from(piece as Uint8Array));
    const headers = made.headers.map(({ name, value }) => `${name.toLowerCase()}: ${value}`).toSorted();
    const { timeoutMs, followRedirects, maxRedirects, version, compressed } = made.options;
    const told = JSON.stringify({
      method: made.method,
      url: made.url.href,
      headers,
      body: Buffer.concat(pieces).toString('latin1'),
      options: { timeoutMs, followRedirects, version, compressed, most: followRedirects && maxRedirects },
    });
    return told.replaceAll(/----Wirebench[0-9a-f]{24}/g, 'BOUNDARY');
  } finally {
    await made.close();
  }
}

test('what is written as a command and read again sends the same bytes', () =>
  fc.assert(
    fc.asyncProperty(anyRequest, async (request) => {
      const sent = await wireOf(request);
      const { text: command, notes } = curlOf(request, none);
      fc.pre(notes.length === 0);
      expect(await wireOf(read(command))).toBe(sent);
    }),
    { numRuns: 400 },
  ));

/** As Chrome writes an argument for cmd.exe. */
const forCmd = (said: string): string =>
  `^"${said
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/[^a-zA-Z0-9\s_\-:=+~'/.',?;()*`]/g, '^$&')
    .replace(/%(?=[a-zA-Z0-9_])/g, '%^')
    .replace(/[^ -~\r\n]/g, ' ')
    .replace(/\r?\n|\r/g, '^\n\n')}^"`;
/** As Chrome writes one for bash. */
function forBash(said: string): string {
  const code = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  // eslint-disable-next-line no-control-regex
  if (!/[\0-\x1f\x7f-\x9f!]|'/.test(said)) return `'${said}'`;
  const escaped = said
    .replace(/\\/g, '\\\\')
    .replace(/'/g, "\\'")
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r');
  // eslint-disable-next-line no-control-regex
  return `$'${escaped.replace(/[\0-\x1f\x7f-\x9f!]/g, code)}'`;
}

describe('what a browser copies', () => {
  const field = fc.record({ said: anyText, value: anyLine });
  test('for bash is what it was', () =>
    fc.assert(
      fc.property(field, ({ said, value }) => {
        const { headers, body: sent } = read(
          `curl 'http://h/' \\\n  -H ${forBash(`x-a: ${value}`)} \\\n  -H 'content-type: text/plain' \\\n  --data-raw ${forBash(said)}`,
        );
        expect(sent).toMatchObject({ kind: 'text', text: said });
        expect(headers.find(({ name }) => name === 'x-a')?.value ?? '').toBe(value);
      }),
    ));
  test('for cmd.exe is what it was, with a space for what that can’t say', () =>
    fc.assert(
      fc.property(field, ({ said }) => {
        const { body: sent } = read(
          `curl ^"http://h/^" ^\r\n  -H ^"content-type: text/plain^" ^\r\n  --data-raw ${forCmd(said)}`,
        );
        const lines = said.replace(/[^ -~\r\n]/g, ' ').replace(/\r?\n|\r/g, '\n');
        expect(sent).toMatchObject({ kind: 'text', text: lines });
      }),
    ));
});

test.each<[string, object]>([
  // Firefox for Windows, the older way, and by hand.
  ['curl "http://h/?a=1&b=2" -H "A: ""q""" --data-raw "a\\"b"', { url: 'http://h/?a=1&b=2' }],
  [
    'curl.exe "http://h/" ^\r\n  -H "A: b" ^\r\n  -d @C:\\tmp\\f.bin',
    { body: { kind: 'file', file: { path: 'C:\\tmp\\f.bin' } } },
  ],
  // Safari.
  [
    "curl 'http://h/' \\\n-X 'POST' \\\n-H 'A: b' \\\n--data-binary $'a\\n\\'b\\''",
    { method: 'POST', body: { text: "a\n'b'" } },
  ],
  // PowerShell with curl itself.
  [
    "curl.exe 'http://h/' `\r\n  -H 'A: b' `\n  -X DELETE",
    { method: 'DELETE', headers: [{ name: 'A', value: 'b' }] },
  ],
  ["curl 'http://h/' --json '{\"a\":1}' --json ',[]'", { body: { kind: 'text', text: '{"a":1},[]' } }],
  [
    'curl -G http://h/?x=1 --data-urlencode "q=a b&c" -d r=2 --url-query s=3',
    { method: 'GET', url: 'http://h/?x=1&q=a+b%26c&r=2&s=3' },
  ],
  ["curl http://h/ -b 'a=1; b=2' -b jar.txt", { headers: [{ name: 'Cookie', value: 'a=1; b=2' }] }],
  [
    `curl http://h/ -F 'f=@"/a;b,\\"c\\".txt";filename="x;y"' -F 'g=@/1,/2' -F 'h="a;type=b";type=text/x'`,
    {
      body: {
        parts: [
          { name: 'f', file: { path: '/a;b,"c".txt' }, fileName: 'x;y' },
          { name: 'g', file: { path: '/1' } },
          { name: 'g', file: { path: '/2' } },
          { name: 'h', value: 'a;type=b', type: 'text/x' },
        ],
      },
    },
  ],
])('%s', (command, wanted) => expect(read(command)).toMatchObject(wanted));

test('what the shell would do besides is left alone', () => {
  const words = (command: string) => readCurl(command).requests.map(({ url }) => url);
  expect(words("curl -s 'http://h/?a=1' | jq '.a' > out.txt")).toEqual(['http://h/?a=1']);
  expect(words('curl http://h/?a=1&b=2 2>/dev/null && echo done')).toEqual(['http://h/?a=1&b=2']);
  expect(words("curl http://h/ > '/tmp/a b' 2>&1")).toEqual(['http://h/']);
  const sent = (data: string) => read(`curl h -H 'Content-Type: a/b' ${data}`).body;
  expect(sent('-d "a\\$b \\`c\\` \\"d\\" \\e"')).toMatchObject({ text: 'a$b `c` "d" \\e' });
  expect(sent("-d $'\\303\\251\\xe2\\x82\\xac\\u0021\\U1f642' -d '\\x'")).toMatchObject({
    text: 'é€!🙂&\\x',
  });
});

test('what is no curl, or asks for many addresses, is said', () => {
  expect(() => readCurl('Invoke-WebRequest -UseBasicParsing -Uri "http://h/"')).toThrow(/PowerShell/);
  expect(readCurl('curl http://h/{a,b}/[1-3]').notes).toEqual([
    expect.stringContaining('a list of addresses'),
  ]);
  expect(readCurl('curl -g http://h/{a,b}').notes).toEqual([]);
});
