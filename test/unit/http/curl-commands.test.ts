import { describe, expect, it } from 'vitest';
import { isCurl } from '../../../src/contract/payload/curl.ts';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import { curlOf } from '../../../src/main/tools/http/library/export/curl.ts';
import { readCurl } from '../../../src/main/tools/http/library/import/curl.ts';

// Commands of curl as they are written in documents, copied from browsers, or kept in scripts.

const on = (name: string, value: string) => ({ name, value, on: true });
const FORM = 'application/x-www-form-urlencoded';
const json = (text: string) => ({ kind: 'json', text });
const text = (of: string) => ({ kind: 'text', text: of, type: FORM });

describe('where a command stands', () => {
  it.each([
    '$ curl http://h/',
    '% curl http://h/',
    '> curl http://h/',
    'me@host:~/src$ curl http://h/',
    'C:\\Users\\me> curl http://h/',
    'PS C:\\> curl.exe http://h/',
    '```bash\ncurl http://h/\n```',
    '# Asks for it\ncurl http://h/ # here',
    'sudo curl http://h/',
    'time /usr/bin/curl http://h/ > out.txt 2>&1 &',
    'TOKEN=$(curl http://h/)',
    'export TOKEN="`curl http://h/`"',
    'curl http://h/ | jq .',
    'curl -s http://h/;',
    '#!/bin/sh\nset -e\ncurl http://h/\necho done\n',
  ])('%s', (command) => {
    expect(isCurl(command)).toBe(true);
    const { requests, notes } = readCurl(command);
    expect(requests.map(({ method, url }) => [method, url])).toEqual([['GET', 'http://h/']]);
    expect(notes).toEqual([]);
  });

  it.each(['curling is a sport', 'see curl(1)', 'http://curl.se/', '{"curl": 1}', ''])('%s is none', (said) =>
    expect(isCurl(said)).toBe(false),
  );
});

it('is told from any other text at once, and tells of a few things alone', () => {
  const blank = ' \n'.repeat(50_000);
  for (const made of [
    `\`\`\`${blank}x`,
    `${blank}x`,
    'a=$( '.repeat(20_000),
    'a@'.repeat(50_000),
    'echo '.repeat(20_000),
  ])
    expect(isCurl(made)).toBe(false);
  const { notes } = readCurl(`curl http://h/ ${Array.from({ length: 30 }, (_, n) => `-d $a${n}`).join(' ')}`);
  expect(notes).toHaveLength(21);
  expect(notes.at(-1)).toBe('And 10 more.');
});

it.each([
  // As browsers copy all requests of a page.
  ["curl 'http://h/a' \\\n  -H 'A: b' ;\ncurl 'http://h/b' \\\n  --compressed", ['http://h/a', 'http://h/b']],
  [
    'curl ^"http://h/a?x=1^&y=2^" ^\r\n  -H ^"A: b^" &\r\ncurl ^"http://h/b^"',
    ['http://h/a?x=1&y=2', 'http://h/b'],
  ],
  ['curl http://h/a\ncurl http://h/b', ['http://h/a', 'http://h/b']],
  ['curl http://h/a && curl http://h/b || echo no', ['http://h/a', 'http://h/b']],
  ['curl http://h/a -: http://h/b', ['http://h/a', 'http://h/b']],
])('several commands: %j', (command, urls) =>
  expect(readCurl(command).requests.map(({ url }) => url)).toEqual(urls),
);

it.each([
  ['curl http://h/ -d @- <<\'EOF\'\n{"a": "$x"}\nEOF\n', text('{"a": "$x"}')],
  [
    'curl http://h/ -H "Content-Type: application/json" -d @- << END\n{"a":\n"$x"}\nEND',
    json('{"a":"{{x}}"}'),
  ],
  ['curl http://h/ --data-binary @- <<EOF\na\nb\nEOF', text('a\nb\n')],
  ['curl http://h/ --json @- <<< \'{"a": 1}\'', json('{"a": 1}\n')],
  ['echo \'{"a": 1}\' | curl http://h/ --json @-', json('{"a": 1}\n')],
  ["echo -n 'a=1' | curl -d @- http://h/", { kind: 'form', fields: [on('a', '1')] }],
  [
    'cat /tmp/x.json | curl http://h/ --json @-',
    { kind: 'file', file: { kind: 'path', path: '/tmp/x.json' } },
  ],
  ['curl http://h/ --json @- < /tmp/x.json', { kind: 'file', file: { kind: 'path', path: '/tmp/x.json' } }],
  ['curl http://h/ -d @-', { kind: 'file', file: null }],
])('what a command is handed: %j', (command, body) => {
  const { requests } = readCurl(command);
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({ method: 'POST', body });
});

describe('variables and programs of the shell', () => {
  it('are variables here, unless they are quoted', () => {
    const { requests, notes } = readCurl(
      'A=b curl "https://$HOST/${path}?p=\\$5" -H "Authorization: Bearer $TOKEN" -d \'{"price": "$5 $x"}\' -u $USER:',
    );
    expect(requests[0]).toMatchObject({
      url: 'https://{{HOST}}/{{path}}?p=$5',
      headers: [on('Authorization', 'Bearer {{TOKEN}}')],
      body: { text: '{"price": "$5 $x"}' },
      auth: { user: '{{USER}}' },
    });
    expect(notes).toHaveLength(5);
    expect(notes).toContain(
      '$TOKEN is a variable of the shell: here it is {{TOKEN}}. Give it a value in an environment.',
    );
    expect(notes).toContain('A=b was left out: it is a variable of the shell.');
  });

  it('stay as they are written where a program would run', () => {
    const { requests, notes } = readCurl('curl http://h/$(date +%s (x))/`id -u`');
    expect(requests.map(({ url }) => url)).toEqual(['http://h/$(date +%s (x))/`id -u`']);
    expect(notes).toHaveLength(2);
  });
});

describe('shells of Windows', () => {
  it.each([
    [
      'curl "http://h/" -H "Content-Type: application/json" --data-raw "{""a"":""b"",""c"":1}"',
      '{"a":"b","c":1}',
    ],
    [
      'curl.exe http://h/ `\r\n  -H "Content-Type: application/json" `\r\n  -d \'{\\"a\\": \\"it\'\'s\\"}\'',
      '{"a": "it\'s"}',
    ],
    ['curl.exe http://h/ -H "Content-Type: application/json" -d "{\\"a\\": `"b`"}"', '{"a": "b"}'],
    ['curl.exe http://h/ -H "Content-Type: application/json" -d \'{"a": "$x"}\' | more', '{"a": "$x"}'],
    [
      'curl ^"http://h/^" ^\n -H ^"Content-Type: application/json^" ^\n --data-raw ^"^{^\\^"a^\\^":^\\^"100^%^ ^!^\\^"^}^"',
      '{"a":"100% !"}',
    ],
  ])('%s', (command, wanted) => {
    const { requests } = readCurl(command);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: 'POST', url: 'http://h/', body: json(wanted) });
  });

  it('has variables of PowerShell as ours', () =>
    expect(readCurl('curl.exe "http://h/$env:PART/$id"').requests[0]?.url).toBe('http://h/{{PART}}/{{id}}'));

  it.each(['Invoke-RestMethod -Uri http://h/', 'curl -Uri http://h/ -Method POST', 'iwr http://h/'])(
    'says that %s is none of curl',
    (command) => expect(() => readCurl(command)).toThrow('command of PowerShell'),
  );
});

it.each([
  [
    'curl -G "http://h/x?y=1#top" -d a=1 --data-urlencode "q=it\'s (a) *"',
    { url: 'http://h/x?y=1&a=1&q=it%27s+%28a%29+%2A#top' },
  ],
  ['curl http://h --url-query a=b --url-query "x y" --url-query +c=%20', { url: 'http://h?a=b&x+y&c=%20' }],
  ['curl -T /tmp/f.txt http://h/dir/', { method: 'PUT', url: 'http://h/dir/f.txt' }],
  ['curl -T /tmp/f.txt http://h', { url: 'http://h/f.txt' }],
  ['curl -T /tmp/f.txt http://h/new.txt', { url: 'http://h/new.txt' }],
  [
    'curl -H Accept: -H "X-No:" -H "B;" -A "" http://h/',
    { headers: [on('Accept', ''), on('B', ''), on('User-Agent', '')] },
  ],
  [
    'curl --compressed --no-compressed -L --no-location http://h/',
    { options: { compressed: false, followRedirects: false } },
  ],
  ['curl --ntlm -u me:secret http://h/', { auth: { kind: 'none' } }],
  ['curl --aws-sigv4 aws:amz -u key:secret http://h/', { auth: { kind: 'none' } }],
  ['curl --variable a=b --expand-url "http://h/{{a}}"', { url: 'http://h/{{a}}' }],
  [
    "curl 'wss://h/chat' -H 'Upgrade: websocket' -H 'Connection: Upgrade' -H 'Origin: http://o' -H 'Sec-WebSocket-Key: x' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Protocol: a, b'",
    { kind: 'websocket', headers: [on('Origin', 'http://o')], webSocket: { protocols: ['a', 'b'] } },
  ],
])('%s', (command, wanted) => {
  const { requests } = readCurl(command);
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject(wanted);
});

it('writes what is left out as curl leaves it out, and other empty headers as they are', () => {
  const headers = [on('accept', ''), on('X-Empty', '')];
  const { text: made } = curlOf(blankRequest({ url: 'http://h/', headers }), { get: () => undefined });
  expect(made).toContain('--header accept: ');
  expect(made).toContain("--header 'X-Empty;'");
  expect(readCurl(made).requests[0]?.headers).toEqual(headers);
});
