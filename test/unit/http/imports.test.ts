import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import { BenchError } from '../../../src/main/bench/failure.ts';
import { curlOf } from '../../../src/main/tools/http/library/export/curl.ts';
import { readBrunoFolder } from '../../../src/main/tools/http/library/bruno/folder.ts';
import { readCurl } from '../../../src/main/tools/http/library/import/curl.ts';
import { readImported } from '../../../src/main/tools/http/library/import/read-file.ts';

const read = (content: unknown, name = 'file.json') =>
  readImported(name, Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)));
const one = (command: string) => readCurl(command).requests[0]!;
const on = (name: string, value: string) => ({ name, value, on: true });

describe('a command of curl', () => {
  it.each([
    ['curl localhost:3000', { method: 'GET', url: 'localhost:3000', body: { kind: 'none' } }],
    [
      "$ curl 'http://x/' -d a=1 -d b=2%20",
      {
        method: 'POST',
        body: { kind: 'text', text: 'a=1&b=2%20', type: 'application/x-www-form-urlencoded' },
      },
    ],
    [
      'curl x -d a=1 --data-urlencode "b=c d"',
      { body: { kind: 'form', fields: [on('a', '1'), on('b', 'c d')] } },
    ],
    [
      `curl x -H 'Content-Type: application/json' --data-raw '{"a":"it'"'"'s"}'`,
      { body: { kind: 'json', text: `{"a":"it's"}` } },
    ],
    [
      String.raw`curl x --data-binary $'caf\xc3\xa9\n' -H 'Content-Type: text/plain'`,
      { body: { kind: 'text', text: 'café\n', type: '' } },
    ],
    ['curl -G x -d a=1 -d b=2', { method: 'GET', url: 'x?a=1&b=2', body: { kind: 'none' } }],
    ['curl -I x', { method: 'HEAD' }],
    ['curl -sSLku me:p:w x', { auth: { kind: 'basic', user: 'me', password: 'p:w' } }],
    ['curl --digest -u me:p x', { auth: { kind: 'digest', user: 'me', password: 'p' } }],
    [
      'curl -T /tmp/f x',
      { method: 'PUT', body: { kind: 'file', file: { kind: 'path', path: '/tmp/f' }, type: '' } },
    ],
    ['curl x \\\n  -H "A: b" \\\n  -H "C;"', { headers: [on('A', 'b'), on('C', '')] }],
    [
      'curl ^"http://x/?a=1^&b=2^" ^\r\n  -H ^"A: ^\\^"q^\\^"^"',
      { url: 'http://x/?a=1&b=2', headers: [on('A', '"q"')] },
    ],
  ])('%s', (command, wanted) => expect(one(command)).toMatchObject(wanted));

  it('takes the parts of a form, and options of the connection', () => {
    const { requests } = readCurl(
      "curl http://h/ -F 'f=@/tmp/a b;type=text/x;filename=c.txt' -F 't=1' -x socks5://h:1 -m 2 -L --max-redirs 3 --http1.1 -k --compressed --unix-socket /s",
    );
    expect(requests[0]!.body).toEqual({
      kind: 'multipart',
      parts: [
        {
          kind: 'file',
          name: 'f',
          on: true,
          file: { kind: 'path', path: '/tmp/a b' },
          fileName: 'c.txt',
          type: 'text/x',
        },
        { kind: 'text', name: 't', value: '1', on: true, type: '' },
      ],
    });
    expect(requests[0]!.options).toMatchObject({
      proxy: 'socks5://h:1',
      timeoutMs: 2000,
      followRedirects: true,
      maxRedirects: 3,
      version: '1.1',
      compressed: true,
      unixSocket: '/s',
      tls: { verify: false },
    });
  });

  it('makes a request for each URL, and says what it left out', () => {
    const { requests, notes } = readCurl('curl a b --next -X DELETE c --aws-sigv4 x');
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET a', 'GET b', 'DELETE c']);
    expect(notes).toEqual(['--aws-sigv4 x was left out.']);
  });

  it.each([
    ['wget x', 'no command line of curl'],
    ['curl -s', 'no URL'],
    ["curl 'x", 'quotes'],
  ])('refuses %s', (command, why) => expect(() => readCurl(command)).toThrow(why));
});

describe('a request as a command of curl', () => {
  const none = { get: () => undefined };
  it('comes back from the shell as it was', () => {
    const request = blankRequest({
      method: 'PATCH',
      url: "http://localhost:3000/a'b?x=1&y=$HOME",
      headers: [on('X-A', `it's "$x" \`y\` \\ !`), { ...on('Off', '1'), on: false }],
      body: { kind: 'json', text: '@{"a": "\\n$(id)"}\n' },
    });
    expect(() => curlOf({ ...request, kind: 'websocket' }, none)).toThrow('A WebSocket can’t be written');
    const { text } = curlOf(request, none);
    // A real shell takes the words apart.
    const words = execFileSync('sh', ['-c', text.replace(/^curl/, 'printf "%s\\0"')], {
      encoding: 'utf8',
    }).split('\0');
    expect(words).toContain(`X-A: it's "$x" \`y\` \\ !`);
    expect(words).toContain('@{"a": "\\n$(id)"}\n');
    expect(words).not.toContain('Off: 1');
    const back = one(text);
    expect(back).toMatchObject({ method: 'PATCH', body: { text: '@{"a": "\\n$(id)"}\n' } });
    expect(back.url).toBe("http://localhost:3000/a'b?x=1&y=$HOME");
  });

  it('has variables of the shell for secrets', () => {
    const request = blankRequest({
      url: 'http://h/{{key}}',
      auth: { kind: 'basic', user: 'me', password: 'secret' },
    });
    const { text, notes } = curlOf(request, { get: () => ({ value: 'v4lue', secret: true }) });
    expect(text).toContain(`me:'"$PASSWORD"`.replace("'", ''));
    expect(text).toContain('"$KEY"');
    expect(text).not.toMatch(/secret|v4lue/);
    expect(notes[0]).toMatch(/^Set .*KEY/);
  });
});

describe('files of other programs', () => {
  it('Postman', async () => {
    const read1 = await read({
      info: { name: 'Mine', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
      variable: [{ key: 'base', value: 'http://h' }],
      auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{t}}' }] },
      item: [
        {
          name: 'F',
          item: [
            {
              name: 'A',
              event: [{ listen: 'test', script: { exec: ['1'] } }],
              request: {
                method: 'POST',
                url: {
                  raw: '{{base}}/a/:id?x=1',
                  host: ['{{base}}'],
                  path: ['a', ':id'],
                  query: [{ key: 'x', value: '1' }],
                  variable: [{ key: 'id', value: '7' }],
                },
                header: [{ key: 'A', value: 'b', disabled: true }],
                body: { mode: 'raw', raw: '{}', options: { raw: { language: 'json' } } },
              },
            },
          ],
        },
        { name: 'B', request: 'http://x/' },
      ],
    });
    expect(read1).toMatchObject({
      format: 'postman',
      name: 'Mine',
      variables: [{ name: 'base', value: 'http://h' }],
      requests: [
        {
          folders: ['F'],
          request: {
            name: 'A',
            method: 'POST',
            url: '{{base}}/a/7?x=1',
            headers: [{ name: 'A', value: 'b', on: false }],
            auth: { kind: 'bearer', token: '{{t}}' },
            body: { kind: 'json', text: '{}' },
          },
        },
        { folders: [], request: { name: 'B', method: 'GET', url: 'http://x/' } },
      ],
    });
    expect(read1.notes).toEqual(['Scripts were left out: no user code runs here.']);
  });

  it('OpenAPI, without reading anything else', async () => {
    const yaml = `
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: 'http://localhost:{port}/v1/', variables: {port: {default: '3000'}}}]
security: [{key: []}]
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, example: 4}}]
    put:
      tags: [Pets]
      summary: Change one
      parameters:
        - {name: dry, in: query, schema: {type: boolean}}
        - {name: v, in: query, required: true, schema: {type: string}, example: x y}
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses: {'200': {description: ok}}
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
  schemas:
    Pet:
      type: object
      properties:
        name: {type: string, example: Rex}
        mother: {$ref: '#/components/schemas/Pet'}
        evil: {$ref: '/etc/passwd'}
`;
    const { requests, variables, format } = await read(yaml, 'api.yaml');
    expect(format).toBe('openapi');
    expect(variables).toEqual([{ name: 'baseUrl', value: 'http://localhost:3000/v1' }]);
    expect(requests).toMatchObject([
      {
        folders: ['Pets'],
        request: {
          name: 'Change one',
          method: 'PUT',
          url: '{{baseUrl}}/pets/4?v=x+y',
          auth: { kind: 'bearer', token: '{{token}}' },
        },
      },
    ]);
    const { body } = requests[0]!.request;
    expect(body.kind === 'json' && body.text).toContain('"name": "Rex"');
    expect(JSON.stringify(requests)).not.toContain('root:');
  });

  it('HAR', async () => {
    const entry = (request: object) => ({
      request: { method: 'GET', url: 'http://h/', headers: [], ...request },
    });
    const { requests } = await read({
      log: {
        entries: [
          entry({ headers: [on(':method', 'GET'), on('Host', 'h'), on('X', '1')] }),
          entry({ method: 'POST', postData: { mimeType: 'application/json', text: '{}' } }),
        ],
      },
    });
    expect(requests.map(({ request }) => request)).toMatchObject([
      { headers: [on('X', '1')] },
      { method: 'POST', body: { kind: 'json', text: '{}' } },
    ]);
  });

  it('Bruno, a folder of files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bruno-'));
    const put = async (path: string, text: string) => {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text);
    };
    try {
      await put('bruno.json', '{}');
      await put('collection.bru', 'auth {\n  mode: bearer\n}\n\nauth:bearer {\n  token: {{t}}\n}\n');
      await put('environments/local.bru', 'vars {\n  base: http://h\n}\nvars:secret [\n  t\n]\n');
      await put(
        'users/one.bru',
        'meta {\n  name: One\n  type: http\n}\n\nget {\n  url: {{base}}/u/:id\n  body: none\n  auth: inherit\n}\n\nparams:path {\n  id: 7\n}\n',
      );
      expect(await readBrunoFolder(folder)).toMatchObject({
        requests: [
          {
            folders: ['users'],
            request: { name: 'One', url: '{{base}}/u/7', auth: { kind: 'bearer', token: '{{t}}' } },
          },
        ],
        environments: [{ name: 'local', variables: [{ name: 'base', value: 'http://h' }], secrets: ['t'] }],
      });
      await put('users/bad.bru', 'meta {\n');
      const { requests, notes } = await readBrunoFolder(folder);
      expect(requests).toHaveLength(1);
      expect(notes).toEqual(['users/bad.bru can’t be imported: Line 2, col 1.']);
      await rm(join(folder, 'users/one.bru'));
      await rm(join(folder, 'environments'), { recursive: true });
      await expect(readBrunoFolder(folder)).rejects.toThrow(/bad.bru can’t be imported/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['', 'it is empty'],
    ['PK\x03\x04\0\0', 'it is a zip archive'],
    ['{"a": 1}', 'none of the formats'],
    ['{"a": [1,,', 'line 1'],
    ['a: b: c', 'line 1'],
    ['\0\x01', 'none of the formats'],
    [{ log: { entries: [{}] } }, 'log.entries.0.request'],
    [{ openapi: '3.1.0', paths: { '/a': { $ref: '#/nowhere' } } }, 'can’t be imported'],
  ])('says what is wrong with %j', async (content, why) => {
    const failure = await read(content).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BenchError);
    expect((failure as BenchError).message).toContain(why);
  });
});
