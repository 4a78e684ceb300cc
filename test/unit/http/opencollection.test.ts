import { expect, test } from 'vitest';
import { readImported } from '../../../src/main/tools/http/library/import/read-file.ts';
import { collectionFolder, GET, TOP } from '../../support/opencollection.ts';

// Collections that Bruno keeps as YAML (OpenCollection).

const on = (name: string, value: string) => ({ name, value, on: true });
const off = (name: string, value: string) => ({ name, value, on: false });
const read = (text: string, name = 'one.yml') => readImported(name, Buffer.from(text));

const { collection } = collectionFolder();

test('a collection: folders, what they hand down, environments with secrets', async () => {
  const found = await collection({
    'opencollection.yml': `${TOP}
bundled: false
request:
  headers:
    - name: X-App
      value: shop
    - name: X-Off
      value: '1'
      disabled: true
  auth:
    type: bearer
    token: '{{token}}'
  variables:
    - name: version
      value: v2
  scripts:
    - type: before-request
      code: bru.setVar('a', 1)
extensions:
  bruno:
    ignore: [drafts]
`,
    'drafts/x.yml': GET,
    'node_modules/y.yml': GET,
    '.github/z.yml': 'on: push',
    'docker-compose.yml': 'services:\n  db:\n    image: x\n',
    'users/folder.yml': `
info:
  name: All users
  type: folder
request:
  auth: inherit
  headers:
    - name: x-app
      value: users
`,
    'users/get.yml': `
info:
  name: Get user
  type: http
  seq: 1
http:
  method: get
  url: '{{base}}/{{version}}/users/:id?full=true'
  params:
    - name: full
      value: 'true'
      type: query
    - name: page
      value: '1'
      type: query
      disabled: true
    - name: id
      value: '7'
      type: path
  headers:
    - name: Accept
      value: application/json
    - name: X-Trace
      value: '1'
      disabled: true
  auth: inherit
runtime:
  assertions:
    - expression: res.status
      operator: in
      value: 200, 304
    - expression: res.body.items[0].name
      operator: startsWith
      value: A.
    - expression: res.headers.content-type
      operator: contains
      value: json
      disabled: true
    - expression: res.body.n
      operator: gt
      value: '5'
settings:
  encodeUrl: true
  timeout: 3000
  followRedirects: false
  maxRedirects: 2
docs:
  content: About a user.
  type: text/markdown
`,
    'keys/folder.yml': `
info: {name: keys, type: folder}
request:
  auth: {type: apikey, key: X-Key, value: '{{key}}', placement: header}
`,
    'keys/one.yml': `${GET}  auth: inherit\n`,
    'keys/own.yml': `${GET}  auth: {type: basic, username: me, password: '{{pw}}'}\n`,
    'keys/none.yml': GET,
    'environments/base.yml': `
name: base
variables:
  - name: base
    value: http://localhost
  - name: retries
    value: {type: number, data: '3'}
  - name: stays
    value: from base
  - {secret: true, name: token}
`,
    'environments/dev.yml': `
name: Development
extends: base
variables:
  - name: base
    value: https://dev.example.com
  - name: stays
    value: never
    disabled: true
  - name: many
    value:
      - {title: a, value: one}
      - {title: b, value: two, selected: true}
externalSecrets:
  type: hashicorp-vault-server
  variables: [{name: vaulted, path: a/b}]
`,
  });
  expect(found).toMatchObject({
    format: 'bruno',
    name: 'Shop',
    variables: [{ name: 'version', value: 'v2' }],
  });
  const byName = Object.fromEntries(
    found.requests.map(({ folders, request }) => [[...folders, request.name].join('/'), request]),
  );
  expect(found.requests).toHaveLength(4);
  expect(byName['All users/Get user']).toMatchObject({
    method: 'GET',
    url: '{{base}}/{{version}}/users/7?full=true',
    queryOff: [{ name: 'page', value: '1' }],
    headers: [on('x-app', 'users'), on('Accept', 'application/json'), off('X-Trace', '1')],
    auth: { kind: 'bearer', token: '{{token}}' },
    docs: 'About a user.',
    options: { timeoutMs: 3000, followRedirects: false, maxRedirects: 2 },
    expectations: [
      { kind: 'status', on: true, value: '200 304' },
      { kind: 'json', on: true, path: '$.items[0].name', how: 'matches', value: '^A\\.' },
      { kind: 'header', on: false, name: 'content-type', how: 'contains', value: 'json' },
    ],
  });
  const keys = found.requests
    .filter(({ folders }) => folders[0] === 'keys')
    .map(({ request: { headers, auth } }) => [headers, auth]);
  expect(keys).toContainEqual([[on('X-App', 'shop'), on('X-Key', '{{key}}')], { kind: 'none' }]);
  expect(keys).toContainEqual([[on('X-App', 'shop')], { kind: 'basic', user: 'me', password: '{{pw}}' }]);
  expect(keys).toContainEqual([[on('X-App', 'shop')], { kind: 'none' }]);
  expect(found.environments).toEqual([
    {
      name: 'base',
      variables: [
        { name: 'base', value: 'http://localhost' },
        { name: 'retries', value: '3' },
        { name: 'stays', value: 'from base' },
      ],
      secrets: ['token'],
    },
    {
      name: 'Development',
      variables: [
        { name: 'base', value: 'https://dev.example.com' },
        { name: 'retries', value: '3' },
        { name: 'stays', value: 'from base' },
        { name: 'many', value: 'two' },
      ],
      secrets: ['token', 'vaulted'],
    },
  ]);
  expect(found.notes.toSorted()).toEqual([
    'Scripts were left out: no user code runs here.',
    'Secrets that are kept by another service are taken over by name: enter their values.',
    'What was expected as “res.body.n: gt 5” was left out.',
    'docker-compose was left out: it is no request.',
  ]);
});

test('GraphQL, WebSocket; calls of gRPC and scripts are left out and told', async () => {
  const { requests, notes } = await collection({
    'opencollection.yml': TOP,
    'a.yml':
      'info: {name: G, type: graphql}\ngraphql:\n  url: http://h/graphql\n  body:\n    query: "{ a }"\n    variables: \'{"x": 1}\'\n',
    'b.yml': `info: {name: W, type: websocket}
websocket:
  url: ws://h/chat
  headers: [{name: Sec-WebSocket-Protocol, value: 'a, b'}, {name: X, value: y}]
  message: {type: text, data: hello}
`,
    'c.yml': 'info: {name: R, type: grpc}\ngrpc: {url: h:1, method: a.B/c}\n',
    'd.yml': 'type: script\nscript: "1"\n',
  });
  expect(requests.map(({ request }) => request)).toMatchObject([
    { kind: 'http', method: 'POST', body: { kind: 'json', text: '{"query":"{ a }","variables":{"x": 1}}' } },
    { kind: 'websocket', url: 'ws://h/chat', headers: [on('X', 'y')], webSocket: { protocols: ['a', 'b'] } },
  ]);
  expect(notes).toEqual([
    'Messages of WebSockets were left out: write them when it is connected.',
    'Calls of gRPC were left out.',
    'Scripts were left out: no user code runs here.',
  ]);
});

test('variables of folders: of the collection where all say the same, else where they are used', async () => {
  const of = (value: string, more = '') =>
    `info: {name: F, type: folder}\nrequest:\n  variables: [{name: host, value: '${value}'}, {name: same, value: s}${more}]\n`;
  const url = GET.replace('http://h/', "'{{host}}/{{same}}/{{env}}/{{other}}/\\{{host}}'");
  const { requests, variables, notes } = await collection({
    'opencollection.yml': TOP,
    'a/folder.yml': of('http://{{name}}', ', {name: name, value: aa}'),
    'b/folder.yml': of('http://b', ', {name: env, value: e}'),
    'a/one.yml': url,
    'b/one.yml': url,
    'environments/e.yml': 'name: e\nvariables: [{name: env, value: of e}]\n',
  });
  expect(requests.map(({ request }) => request.url).toSorted()).toEqual([
    'http://b/{{same}}/e/{{other}}/\\{{host}}',
    'http://{{name}}/{{same}}/{{env}}/{{other}}/\\{{host}}',
  ]);
  expect(variables).toEqual([
    { name: 'same', value: 's' },
    { name: 'name', value: 'aa' },
  ]);
  expect(notes).toHaveLength(1);
});

test('a single file: a request, all of a collection, an environment', async () => {
  expect((await read(`${GET}  body: {type: file, data: [{filePath: a.bin}]}\n`)).notes).toEqual([
    'The file a.bin lies beside the collection: choose it before you send.',
  ]);
  const whole = await read(`${TOP}
bundled: true
config:
  environments: [{name: e, variables: [{name: a, value: b}]}]
items:
  - info: {name: F, type: folder}
    request: {headers: [{name: A, value: b}]}
    items:
      - info: {name: One, type: http}
        http: {method: PUT, url: http://h/, params: [{name: q, value: a b, type: query}]}
`);
  expect(whole).toMatchObject({
    name: 'Shop',
    requests: [
      { folders: ['F'], request: { method: 'PUT', url: 'http://h/?q=a%20b', headers: [on('A', 'b')] } },
    ],
    environments: [{ name: 'e', variables: [{ name: 'a', value: 'b' }], secrets: [] }],
  });
  expect((await read('name: e\nvariables:\n  - name: a\n    value: 1\n')).environments).toEqual([
    { name: 'e', variables: [{ name: 'a', value: '1' }], secrets: [] },
  ]);
  // What Bruno makes anew with each request is told.
  expect((await read(GET.replace('http://h/', "'http://h/{{$guid}}'"))).notes).toEqual([
    '{{$guid}} is a new value each time elsewhere; here it is sent as it stands: write a value instead.',
  ]);
  await expect(read(TOP)).rejects.toThrow(/its requests lie beside it/);
});
