import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import type { LoadPlan } from '../../../src/contract/tools/http-load.ts';
import { simplePath } from '../../../src/main/tools/http/load/k6-checks.ts';
import { k6Script } from '../../../src/main/tools/http/load/k6-script.ts';
import { asking, many, NO_CONTEXT } from '../../support/http-load.ts';

const run = promisify(execFile);

interface Sent {
  method: string;
  url: string;
  body: unknown;
  params: { headers: Record<string, string>; redirects: number; timeout: string; auth?: string };
}
interface Told {
  options: { scenarios: { load: Record<string, unknown> }; insecureSkipTLSVerify: boolean };
  sent: Sent[];
  checks: Record<string, boolean>[];
}

/** k6’s modules as far as a script uses them: they note what is asked of them. */
const MODULES: Record<string, string> = {
  http: `export default { request: (method, url, body, params) => {
    globalThis.sent.push({ method, url, params, body: body instanceof ArrayBuffer ? [...new Uint8Array(body)] : body });
    return globalThis.answer;
  }, file: (bytes, name, type) => ({ bytes, name, type }) };`,
  encoding: `export default { b64encode: (text) => Buffer.from(text).toString('base64') };`,
  execution: `let n = 0; export default { scenario: { get iterationInTest() { return n++; } },
    vu: { idInTest: 1, get iterationInScenario() { return n++; } } };`,
  index: `export const check = (answer, all) => {
    globalThis.checks.push(Object.fromEntries(Object.entries(all).map(([name, test]) => [name, test(answer)])));
  };`,
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wirebench-k6-'));
  const k6 = join(folder, 'node_modules/k6');
  await mkdir(k6, { recursive: true });
  const names = Object.keys(MODULES);
  const exports = Object.fromEntries(
    names.map((name) => [name === 'index' ? '.' : `./${name}`, `./${name}.mjs`]),
  );
  await writeFile(join(k6, 'package.json'), JSON.stringify({ name: 'k6', type: 'module', exports }));
  for (const name of names) await writeFile(join(k6, `${name}.mjs`), MODULES[name] ?? '');
  await writeFile(
    join(folder, 'drive.mjs'),
    `const { env, answer, times } = JSON.parse(process.argv[2]);
     Object.assign(globalThis, { __ENV: env, answer, sent: [], checks: [], open: (path) => new TextEncoder().encode('bytes of ' + path).buffer });
     const script = await import('./load.mjs');
     for (let i = 0; i < times; i++) script.default();
     console.log(JSON.stringify({ options: script.options, sent: globalThis.sent, checks: globalThis.checks }));`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const VARIABLES: Record<string, { value: string; secret: boolean }> = {
  base: { value: ':3000/{{version}}', secret: false },
  version: { value: 'v1', secret: false },
  token: { value: 'do not tell', secret: true },
};
const scriptOf = (requests: HttpRequest[], plan: LoadPlan) =>
  k6Script({ requests, plan, name: 'A load', context: NO_CONTEXT }, { get: (name) => VARIABLES[name] });

/** Runs the script in a Node of its own, with the modules above. */
async function ran(
  requests: HttpRequest[],
  plan: LoadPlan = many(10, 2),
  { env = {}, times = requests.length, answer = {} }: { env?: object; times?: number; answer?: object } = {},
): Promise<Told> {
  await writeFile(join(folder, 'load.mjs'), scriptOf(requests, plan));
  const { stdout } = await run(process.execPath, ['drive.mjs', JSON.stringify({ env, times, answer })], {
    cwd: folder,
  });
  return JSON.parse(stdout) as Told;
}

test('a script sends what the requests say, with variables filled in and secrets from the environment', async () => {
  const { sent } = await ran(
    [
      asking('{{base}}/items?q=a', { headers: [{ name: 'X-Token', value: '{{token}}', on: true }] }),
      asking('localhost/x', { method: 'PUT', body: { kind: 'json', text: '{"v": "{{version}}"}' } }),
      asking('https://h/f', {
        method: 'POST',
        auth: { kind: 'basic', user: 'me', password: 'open sesame' },
        body: {
          kind: 'form',
          fields: [
            { name: 'a b', value: '1&2', on: true },
            { name: 'no', value: '', on: false },
          ],
        },
      }),
      asking(':1/h', { method: 'POST', body: { kind: 'hex', text: '00 ff', type: 'application/x' } }),
      asking(':1/d', { auth: { kind: 'digest', user: 'u', password: 'p' } }),
    ],
    many(10, 2),
    { env: { token: 'T', PASSWORD: 'P', PASSWORD_2: 'Q' } },
  );
  expect(sent.map(({ method, url, body }) => ({ method, url, body }))).toEqual([
    { method: 'GET', url: 'http://localhost:3000/v1/items?q=a', body: null },
    { method: 'PUT', url: 'http://localhost/x', body: '{"v": "v1"}' },
    { method: 'POST', url: 'https://h/f', body: 'a+b=1%262' },
    { method: 'POST', url: 'http://localhost:1/h', body: [0, 255] },
    { method: 'GET', url: 'http://u:Q@localhost:1/d', body: null },
  ]);
  expect(sent[0]?.params).toMatchObject({ headers: { 'X-Token': 'T' }, redirects: 0, timeout: '30000ms' });
  expect(sent[1]?.params.headers).toMatchObject({ 'Content-Type': 'application/json' });
  expect(sent[2]?.params.headers).toMatchObject({
    Authorization: `Basic ${Buffer.from('me:P').toString('base64')}`,
    'Content-Type': 'application/x-www-form-urlencoded',
  });
  expect(sent[4]?.params.auth).toBe('digest');
});

test('no secret stands in it', () => {
  const script = scriptOf(
    [
      asking('http://me:hunter2@h/', {
        headers: [{ name: 'Authorization', value: 'Bearer hunter2', on: true }],
      }),
      asking('http://h/{{token}}', { auth: { kind: 'bearer', token: 'hunter2' } }),
    ],
    many(1, 1),
  );
  expect(script).not.toMatch(/hunter2|do not tell/);
  expect(script).toContain('k6 run -e PASSWORD=… -e TOKEN=… -e token=… load.js');
});

test('secrets that differ are not taken for each other, and none stands in a URL, a header or a body', async () => {
  const header = (name: string, value: string) => ({ name, value, on: true });
  const requests = [
    asking('http://a/', { auth: { kind: 'bearer', token: 'hunter2' } }),
    asking('http://b/?api_key=hunter3&x={{version}}', { headers: [header('X-Api-Key', 'hunter4')] }),
    asking('http://c/', {
      method: 'POST',
      headers: [header('Cookie', 'sid=hunter5')],
      body: { kind: 'json', text: '{"user": "me", "password": "hunter6", "n": "{{version}}"}' },
    }),
    asking('http://d/', { auth: { kind: 'bearer', token: 'hunter7' } }),
  ];
  expect(scriptOf(requests, many(1, 1))).not.toContain('hunter');
  const env = { TOKEN: 'a', API_KEY: 'b', X_API_KEY: 'c', COOKIE: 'd', PASSWORD: 'e"', TOKEN_2: 'f' };
  const { sent } = await ran(requests, many(4, 1), { env });
  expect(sent.map(({ params }) => params.headers['Authorization'])).toEqual([
    'Bearer a',
    undefined,
    undefined,
    'Bearer f',
  ]);
  expect(sent[1]).toMatchObject({
    url: 'http://b/?api_key=b&x=v1',
    params: { headers: { 'X-Api-Key': 'c' } },
  });
  expect(sent[2]?.body).toBe('{"user": "me", "password": "e"", "n": "v1"}');
  await expect(ran(requests, many(4, 1), { env: { TOKEN: 'a' } })).rejects.toThrow(/k6 run -e X_API_KEY=…/);
});

test('whatever is written is sent as it is, and nothing of it is run', async () => {
  const odd =
    '`${process.exit(9)}` \\{{x}} \' " */ </script> \u2028\u2029 \r\n grüße 🙂 {{#if a}} {{version}}';
  const said = odd.replace('\\{{x}}', '{{x}}').replace('{{version}}', 'v1');
  const pair = (name: string, value: string) => ({ name, value, on: true });
  const { sent } = await ran([
    asking(':1/', {
      method: 'POST',
      name: odd,
      body: { kind: 'text', text: odd, type: 'text/x; a="`${1}`"' },
    }),
    asking(':1/', { method: 'POST', body: { kind: 'form', fields: [pair(odd, odd), pair(odd, "(it's)")] } }),
    asking(':1/', { headers: [pair('__proto__', 'own'), pair('constructor', '`${1}`')] }),
  ]);
  expect(sent[0]?.body).toBe(said);
  expect(sent[0]?.params.headers['Content-Type']).toBe('text/x; a="`${1}`"');
  expect(sent[1]?.body).toBe(
    new URLSearchParams([
      [said, said],
      [said, "(it's)"],
    ]).toString(),
  );
  expect(Object.entries(sent[2]?.params.headers ?? {})).toEqual(
    expect.arrayContaining([
      ['__proto__', 'own'],
      ['constructor', '`${1}`'],
    ]),
  );
});

test('a body of parts has all of them in their order, also those of one name and without a file', async () => {
  const text = (name: string, value: string) => ({ kind: 'text' as const, name, value, on: true, type: '' });
  const path = { kind: 'path' as const, path: '/tmp/grüße.txt' };
  const file = { kind: 'file' as const, name: 'f', file: path, fileName: '', on: true, type: '' };
  const parts = [
    text('a', '1'),
    text('a"b\n', '{{version}} ü'),
    text('a', '2'),
    { ...text('off', ''), on: false },
  ];
  const { sent } = await ran([
    asking(':1/', { method: 'POST', body: { kind: 'multipart', parts } }),
    asking(':1/', { method: 'POST', body: { kind: 'multipart', parts: [file, text('a', '1')] } }),
  ]);
  const read = async ({ body, params }: Sent) => {
    const headers = { 'Content-Type': params.headers['Content-Type'] ?? '' };
    const form = await new Response(Uint8Array.from(body as number[]), { headers }).formData();
    return Promise.all(
      [...form].map(async ([name, value]) =>
        typeof value === 'string' ? [name, value] : [name, value.name, value.type, await value.text()],
      ),
    );
  };
  expect(await read(sent[0]!)).toEqual([
    ['a', '1'],
    ['a"b\r\n', 'v1 ü'],
    ['a', '2'],
  ]);
  expect(await read(sent[1]!)).toEqual([
    ['f', 'grüße.txt', 'text/plain', 'bytes of /tmp/grüße.txt'],
    ['a', '1'],
  ]);
});

const rate = (perSecond: number): LoadPlan => ({
  amount: { kind: 'time', ms: 1500 },
  pace: { kind: 'rate', perSecond, atOnce: 80 },
});
test.each<[string, LoadPlan, object]>([
  ['so many', many(2000, 50), { executor: 'shared-iterations', vus: 50, iterations: 2000 }],
  ['fewer than at a time', many(3, 50), { executor: 'shared-iterations', vus: 3, iterations: 3 }],
  [
    'for a time',
    { amount: { kind: 'time', ms: 1500 }, pace: { kind: 'together', atOnce: 7 } },
    { executor: 'constant-vus', vus: 7, duration: '1500ms' },
  ],
  [
    'at a rate',
    rate(200),
    {
      executor: 'constant-arrival-rate',
      rate: 200,
      timeUnit: '1s',
      duration: '1500ms',
      preAllocatedVUs: 50,
      maxVUs: 80,
    },
  ],
  ['at a broken rate', rate(0.5), { rate: 5, timeUnit: '10s' }],
])('the plan is that of the load: %s', async (_name, plan, wanted) => {
  const { options } = await ran([asking(':1/')], plan);
  expect(options.scenarios.load).toMatchObject(wanted);
});

test('requests go in turn, and what is not verified is said', async () => {
  const { tls } = asking('').options;
  const { sent, options } = await ran([asking(':1/a'), asking('https://h/b', {}, { tls: { ...tls, verify: false } })], many(4, 1), { times: 4 }); // prettier-ignore
  expect(sent.map(({ url }) => url.slice(-2))).toEqual(['/a', '/b', '/a', '/b']);
  expect(options.insecureSkipTLSVerify).toBe(true);
});

test('expectations become checks', async () => {
  const on = true;
  const { checks } = await ran(
    [
      asking(':1/', {
        expectations: [
          { kind: 'status', on, value: '2xx 404' },
          { kind: 'status', on, value: '500' },
          { kind: 'header', on, name: 'content-type', how: 'contains', value: 'json' },
          { kind: 'json', on, path: "$.a[0]['b c']", how: 'equals', value: '7' },
          { kind: 'body', on, how: 'matches', value: '^\\{' },
          { kind: 'time', on, atMost: 100 },
          { kind: 'body', on: false, how: 'equals', value: 'left out' },
        ],
      }),
    ],
    many(1, 1),
    { answer: { status: 404, headers: { 'Content-Type': 'application/json' }, body: '{"a":[{"b c":7}]}', timings: { duration: 120 } } }, // prettier-ignore
  );
  expect(Object.values(checks[0] ?? {})).toEqual([true, false, true, true, true, false]);
});

test('a path that selects one value is read, and no other', () => {
  expect(simplePath('$')).toEqual([]);
  expect(simplePath('$.a.b[3]["x y"]')).toEqual(['a', 'b', 3, 'x y']);
  for (const other of ['$..a', '$[*]', '$.a[?@.b]', 'a.b', '$.a[']) expect(simplePath(other)).toBeNull();
});
