import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBrunoFolder } from '../../../src/main/tools/http/library/bruno/folder.ts';
import { readImported } from '../../../src/main/tools/http/library/import/read-file.ts';

// Files with all that the other programs can write: what is taken over, and that the rest is said.

const read = (content: unknown, name = 'file.json') =>
  readImported(name, Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)));
const on = (name: string, value: string) => ({ name, value, on: true });

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
test('Postman: keys, several files in one row, scripts of folders, examples', async () => {
  const { requests, notes, variables } = await read({
    info: { name: 'All', schema, _postman_id: 'x' },
    auth: {
      type: 'apikey',
      apikey: [
        { key: 'key', value: 'X-Key' },
        { key: 'value', value: '{{key}}' },
      ],
    },
    event: [{ listen: 'prerequest', script: { exec: ['pm.test()'], type: 'text/javascript' } }],
    variable: [
      { key: 'base', value: 'http://h' },
      { key: 'bad name', value: 'x' },
    ],
    item: [
      {
        name: 'Folder',
        item: [
          {
            name: 'Upload',
            request: {
              method: 'POST',
              url: {
                raw: '{{base}}/up?off=1&on=2',
                host: ['{{base}}'],
                path: ['up'],
                query: [
                  { key: 'off', value: '1', disabled: true },
                  { key: 'on', value: '2' },
                ],
              },
              body: {
                mode: 'formdata',
                formdata: [
                  { key: 'f', type: 'file', src: ['/tmp/a', '/tmp/b'] },
                  { key: 't', type: 'text', value: 'x', disabled: true },
                ],
              },
            },
            response: [{ name: 'ok', code: 200 }],
          },
          {
            name: 'In the URL',
            request: {
              method: 'GET',
              url: 'http://h/#top',
              auth: {
                type: 'apikey',
                apikey: [
                  { key: 'key', value: 'k' },
                  { key: 'value', value: 'a b' },
                  { key: 'in', value: 'query' },
                ],
              },
            },
          },
          { name: 'AWS', request: { method: 'GET', url: 'http://h/', auth: { type: 'awsv4', awsv4: [] } } },
          { name: 'None', request: { method: 'GET', url: 'http://h/', auth: { type: 'noauth' } } },
        ],
      },
    ],
  });
  expect(requests.map(({ request }) => request)).toMatchObject([
    {
      url: '{{base}}/up?on=2',
      queryOff: [{ name: 'off', value: '1' }],
      headers: [on('X-Key', '{{key}}')],
      body: {
        kind: 'multipart',
        parts: [
          { kind: 'file', name: 'f', file: { path: '/tmp/a' } },
          { kind: 'file', name: 'f', file: { path: '/tmp/b' } },
          { kind: 'text', name: 't', on: false },
        ],
      },
    },
    { url: 'http://h/?k=a%20b#top', headers: [] },
    { headers: [], auth: { kind: 'none' } },
    { headers: [], auth: { kind: 'none' } },
  ]);
  expect(variables).toEqual([{ name: 'base', value: 'http://h' }]);
  expect(notes.toSorted()).toEqual([
    'Answers that were kept as examples were left out.',
    'Authorization by awsv4 was left out.',
    'Scripts were left out: no user code runs here.',
  ]);
});

test('Bruno: what is expected, keys, files as a body, scripts of folders', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bruno-'));
  try {
    const bru = `meta {\n  name: One\n  type: http\n  seq: 1\n}\n
post {\n  url: http://h/:id?a=1\n  body: multipartForm\n  auth: apikey\n}\n
params:query {\n  a: 1\n  ~b: 2\n}\n\nparams:path {\n  id: 7\n}\n
headers {\n  A: b\n  ~Off: c\n}\n
auth:apikey {\n  key: X-Key\n  value: {{key}}\n  placement: header\n}\n
body:multipart-form {\n  t: x @contentType(text/x)\n  f: @file(/tmp/a|/tmp/b)\n}\n
vars:pre-request {\n  v: 1\n}\n
assert {\n  res.status: eq 201\n  res.body.items[0].id: eq 7\n  res.headers.content-type: contains json\n  res.responseTime: lte 300\n  ~res.body: contains ok\n  res.body.n: gt 5\n}\n
script:pre-request {\n  bru.setVar('a', 1)\n}\n\ndocs {\n  About it.\n}\n`;
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'one.bru'), bru);
    await writeFile(
      join(folder, 'sub', 'file.bru'),
      'meta {\n  name: F\n  type: http\n}\n\nput {\n  url: http://h/\n  body: file\n  auth: none\n}\n\nbody:file {\n  file: @file(/tmp/x.bin) @contentType(application/x)\n}\n',
    );
    await writeFile(join(folder, 'sub', 'folder.bru'), 'headers {\n  X: y\n}\n\ntests {\n  test("a")\n}\n');
    const { requests, notes, variables } = await readBrunoFolder(folder);
    expect(variables).toEqual([{ name: 'v', value: '1' }]);
    const one = requests.find(({ request }) => request.name === 'One')?.request;
    expect(one).toMatchObject({
      method: 'POST',
      url: 'http://h/7?a=1',
      queryOff: [{ name: 'b', value: '2' }],
      headers: [on('A', 'b'), { name: 'Off', value: 'c', on: false }, on('X-Key', '{{key}}')],
      auth: { kind: 'none' },
      body: {
        parts: [
          { kind: 'text', name: 't', value: 'x', type: 'text/x' },
          { kind: 'file', name: 'f', file: { path: '/tmp/a' } },
          { kind: 'file', name: 'f', file: { path: '/tmp/b' } },
        ],
      },
      docs: 'About it.',
      expectations: [
        { kind: 'status', on: true, value: '201' },
        { kind: 'json', on: true, path: '$.items[0].id', how: 'equals', value: '7' },
        { kind: 'header', on: true, name: 'content-type', how: 'contains', value: 'json' },
        { kind: 'time', on: true, atMost: 300 },
        { kind: 'body', on: false, how: 'contains', value: 'ok' },
      ],
    });
    expect(requests.find(({ request }) => request.name === 'F')?.request.headers).toEqual([on('X', 'y')]);
    expect(requests.find(({ request }) => request.name === 'F')?.request.body).toEqual({
      kind: 'file',
      file: { kind: 'path', path: '/tmp/x.bin' },
      type: 'application/x',
    });
    expect(notes.toSorted()).toEqual([
      'Scripts were left out: no user code runs here.',
      'What was expected as “res.body.n: gt 5” was left out.',
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('OpenAPI and Swagger: keys, files of forms, secrets that are asked for', async () => {
  const file = { type: 'string', format: 'binary' };
  const three = await read({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    servers: [{ url: 'https://{env}.example.com/', variables: { env: { default: 'dev' } } }],
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-Key' },
        other: { type: 'mutualTLS' },
      },
    },
    paths: {
      '/up': {
        post: {
          security: [{ key: [] }],
          requestBody: {
            content: {
              'multipart/form-data': {
                schema: { type: 'object', properties: { note: { type: 'string', example: 'n' }, pic: file } },
              },
            },
          },
          responses: {},
        },
        get: { security: [{ other: [] }], responses: {} },
      },
    },
  });
  expect(three.requests.map(({ request }) => request)).toMatchObject([
    { method: 'GET', headers: [] },
    {
      method: 'POST',
      headers: [on('X-Key', '{{apiKey}}')],
      body: {
        kind: 'multipart',
        parts: [
          { kind: 'text', name: 'note', value: 'n' },
          { kind: 'file', name: 'pic', file: null },
        ],
      },
    },
  ]);
  expect(three).toMatchObject({
    secrets: ['apiKey'],
    variables: [{ name: 'baseUrl', value: 'https://dev.example.com' }],
  });
  expect(three.notes).toEqual(['Authorization by mutualtls was left out.']);

  const two = await read({
    swagger: '2.0',
    info: { title: 'S', version: '1' },
    host: 'h:8080',
    basePath: '/v2',
    schemes: ['http'],
    securityDefinitions: { key: { type: 'apiKey', in: 'query', name: 'api_key' } },
    security: [{ key: [] }],
    paths: {
      '/pets': {
        post: {
          consumes: ['multipart/form-data'],
          parameters: [
            { name: 'name', in: 'formData', type: 'string', default: 'Rex' },
            { name: 'pic', in: 'formData', type: 'file' },
          ],
          responses: {},
        },
      },
    },
  });
  expect(two.variables).toEqual([{ name: 'baseUrl', value: 'http://h:8080/v2' }]);
  expect(two.requests[0]?.request).toMatchObject({
    url: '{{baseUrl}}/pets?api_key={{apiKey}}',
    body: {
      kind: 'multipart',
      parts: [
        { kind: 'text', name: 'name', value: 'Rex' },
        { kind: 'file', name: 'pic' },
      ],
    },
  });
});

test('HAR of a browser: what is no request of HTTP is left out, and said', async () => {
  const entry = (url: string, more: object = {}) => ({
    _resourceType: 'other',
    startedDateTime: '2026-01-01T00:00:00.000Z',
    time: 1,
    request: {
      method: 'GET',
      url,
      httpVersion: 'h2',
      headers: [],
      queryString: [],
      cookies: [],
      headersSize: -1,
      bodySize: 0,
      ...more,
    },
    response: { status: 200 },
  });
  const { requests, notes } = await read({
    log: {
      version: '1.2',
      creator: { name: 'WebInspector', version: '537.36' },
      pages: [],
      entries: [
        entry('https://h/a'),
        entry('wss://h/socket', { _webSocketMessages: [] }),
        entry('data:text/plain,x'),
        entry('https://h/b', {
          method: 'POST',
          postData: {
            mimeType: 'application/x-www-form-urlencoded',
            text: 'a=1&b=2',
            params: [
              { name: 'a', value: '1' },
              { name: 'b', value: '2' },
            ],
          },
        }),
      ],
    },
  });
  expect(requests.map(({ request: { url, body } }) => [url, body.kind])).toEqual([
    ['https://h/a', 'none'],
    ['https://h/b', 'form'],
  ]);
  expect(notes).toEqual(['2 of 4 entries were left out: they are WebSockets, or no requests of HTTP.']);
});
