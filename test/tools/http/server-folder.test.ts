import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type TestBench, withBench } from '../../support/bench.ts';
import { curl, curlStatus, logOf, raw, serve, statuses } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { ask } from '../../support/wait.ts';

failOnLeaks();

const SECRET = 'not of this folder';
const EVIL = '<script>alert(1)<.html';

/** A folder with something of everything, beside a file that is none of its business. */
async function withFolder(
  upload: boolean,
  body: (at: {
    bench: TestBench;
    listener: string;
    url: string;
    port: number;
    root: string;
  }) => Promise<void>,
): Promise<void> {
  const outer = await mkdtemp(join(tmpdir(), 'wirebench-served-'));
  const root = join(outer, 'site');
  await mkdir(join(root, 'docs'), { recursive: true });
  await mkdir(join(root, 'empty dir'));
  await writeFile(join(outer, 'secret.txt'), SECRET);
  await writeFile(join(root, 'a.txt'), 'abcdefghij');
  await writeFile(join(root, 'code.ts'), 'export {};');
  await writeFile(join(root, EVIL), 'evil');
  await writeFile(join(root, '.env'), SECRET);
  await writeFile(join(root, 'docs/index.html'), '<h1>docs</h1>');
  if (process.platform === 'linux')
    await writeFile(Buffer.concat([Buffer.from(join(root, 'latin-')), Buffer.of(0xe9)]), 'x');
  await symlink('../secret.txt', join(root, 'out.txt'));
  await symlink('/etc', join(root, 'etc'));
  await symlink('a.txt', join(root, 'in.txt'));
  await symlink('.env', join(root, 'env.txt'));
  await symlink('loop', join(root, 'loop'));
  await symlink('/dev/zero', join(root, 'zero'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  try {
    await withBench(async (bench) => {
      const { listener, port, url } = await serve(bench, {
        what: { serves: 'folder', folder: root, upload },
      });
      await body({ bench, listener, port, url, root });
    });
  } finally {
    await rm(outer, { recursive: true, force: true });
  }
}

describeWith('curl', 'a folder that is served', () => {
  it('gives files with their types, ranges, indexes and lists', async () => {
    await withFolder(false, async ({ url }) => {
      expect(await curl(`${url}a.txt`)).toBe('abcdefghij');
      expect(await curl(`${url}in.txt`)).toBe('abcdefghij');
      const head = await curl('-I', `${url}a.txt`);
      expect(head).toMatch(/content-length: 10\r/i);
      expect(head).toMatch(/content-type: text\/plain; charset=utf-8\r/i);
      expect(await curl('-I', `${url}code.ts`)).toMatch(/content-type: text\/plain/i);
      expect(await curl('-r', '2-4', `${url}a.txt`)).toBe('cde');
      expect(await curlStatus('-r', '2-4', `${url}a.txt`)).toBe(206);
      expect(await curlStatus('-r', '20-', `${url}a.txt`)).toBe(416);
      const [, tag = ''] = /etag: (\S+)/i.exec(head) ?? [];
      expect(await curlStatus('-H', `If-None-Match: ${tag}`, `${url}a.txt`)).toBe(304);
      expect(await curlStatus(`${url}docs`)).toBe(301);
      expect(await curl('-L', `${url}docs`)).toBe('<h1>docs</h1>');
      expect(await curl('-L', `${url}empty%20dir`)).toContain(
        '<a href="../" aria-label="Top">/</a> empty dir</h1>',
      );
      expect(await curlStatus(`${url}nothing`)).toBe(404);
      expect(await curlStatus(`${url}a.txt/`)).toBe(404);
      expect(await curlStatus('-X', 'DELETE', `${url}a.txt`)).toBe(405);
      expect(await curl('-X', 'OPTIONS', '-i', `${url}a.txt`)).toMatch(
        /^HTTP\/1.1 204 [^]*allow: GET, HEAD, OPTIONS\r/i,
      );
    });
  });

  it('lists names as text, whatever they are', async () => {
    await withFolder(false, async ({ url }) => {
      const list = await curl(url);
      expect(list).not.toContain('<script>');
      expect(list).toContain('&lt;script&gt;alert(1)&lt;.html');
      expect(list).toContain(`href="./${encodeURIComponent(EVIL)}"`);
      expect(list).not.toContain('.env<');
      // What is not served has no link, and nothing is told of what stands outside.
      for (const name of ['out.txt', 'etc', 'env.txt', 'loop', 'zero', 'pipe'])
        expect(list).toMatch(new RegExp(`<td>${name} <small>It is a [^<]+</small></td><td></td><td></td>`));
      expect(list).toContain('<a href="./in.txt">in.txt</a></td><td>10</td>');
      if (process.platform === 'linux')
        expect(list).toContain('<td>latin-\ufffd <small>Its name is no UTF-8.</small></td>');
      expect(await curl(`${url}${encodeURIComponent(EVIL)}`)).toBe('evil');
      expect(await curl('-I', url)).toMatch(/content-security-policy: default-src 'none'/i);
    });
  });

  it('lists thousands of files in the order of their numbers', async () => {
    await withFolder(false, async ({ url, root }) => {
      const many = join(root, 'many');
      await mkdir(many);
      for (let at = 0; at < 6000; at += 500)
        await Promise.all(Array.from({ length: 500 }, (_, i) => writeFile(join(many, `f${at + i}.txt`), '')));
      await mkdir(join(many, 'z'));
      const found = [...(await curl(`${url}many/`)).matchAll(/<a href="\.\/([^"]+)"/g)].map(([, to]) => to);
      expect(found).toEqual(['z/', ...Array.from({ length: 6000 }, (_, i) => `f${i}.txt`)]);
    });
  });

  it.each([
    ['..', '/../secret.txt', 400],
    ['.. in the middle', '/docs/../../secret.txt', 400],
    ['%2e%2e', '/%2e%2e/secret.txt', 400],
    ['%2f', '/..%2fsecret.txt', 400],
    ['a backslash', '/..\\secret.txt', 404],
    ['%00', '/a.txt%00.html', 400],
    ['half a %', '/%zz', 400],
    ['bytes that are no UTF-8', '/%ff%fe', 400],
    ['two slashes', '//etc/passwd', 403],
    ['an address for a proxy', 'http://127.0.0.1/../secret.txt', 400],
    ['a link to a file outside', '/out.txt', 403],
    ['a link to a folder outside', '/etc/hostname', 403],
    ['a link to a hidden file', '/env.txt', 403],
    ['a link to itself', '/loop', 403],
    ['a hidden file', '/.env', 404],
    ['a pipe', '/pipe', 403],
    ['a device', '/zero', 403],
  ])('gives nothing outside it: %s', async (_what, path, status) => {
    await withFolder(false, async ({ bench, listener, port }) => {
      const said = await raw(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect(statuses(said)).toEqual([status]);
      expect(said).not.toContain(SECRET);
      const [row] = await logOf(bench, listener);
      // What was refused is said beside it.
      expect([row?.url, row?.status, (row?.note ?? '').length > 10]).toEqual([path, status, true]);
    });
  });

  it('takes files where that is allowed, and nowhere else', async () => {
    await withFolder(false, async ({ url, root }) => {
      const before = await readdir(root);
      expect(await curlStatus('-T', join(root, 'a.txt'), `${url}b.txt`)).toBe(405);
      expect(await readdir(root)).toEqual(before);
    });
    await withFolder(true, async ({ url, root, port }) => {
      const big = randomBytes(3 * 1024 * 1024 + 17);
      await writeFile(join(root, '../big.bin'), big);
      expect(await curlStatus('-T', join(root, '../big.bin'), `${url}docs/`)).toBe(201);
      expect(hash(await readFile(join(root, 'docs/big.bin')))).toBe(hash(big));
      expect(await curlStatus('-T', join(root, '../big.bin'), `${url}docs/big.bin`)).toBe(200);
      const form = ['-F', `one=@${join(root, '../big.bin')};filename=../../x y.bin`, '-F', 'words=no file'];
      expect(await curlStatus(...form, `${url}docs/`)).toBe(201);
      expect(await curl(...form, `${url}docs/`)).toContain('x y (1).bin');
      // A browser is shown the list again.
      const small = ['-F', `f=@${join(root, 'a.txt')};filename=s.txt`, '-H', 'Accept: text/html'];
      expect(await curl('-i', ...small, `${url}empty%20dir/`)).toMatch(
        /^HTTP\/1.1 303 [^]*location: \/empty%20dir\/\r/,
      );
      expect(hash(await readFile(join(root, 'docs/x y (1).bin')))).toBe(hash(big));
      expect((await readdir(join(root, 'docs'))).sort()).toEqual([
        'big.bin',
        'index.html',
        'x y (1).bin',
        'x y.bin',
      ]);
      for (const path of ['/../up.txt', '/.hidden', '/etc/up.txt', '/nowhere/up.txt', '/docs', '/a%0ab'])
        expect(
          statuses(
            await raw(
              port,
              `PUT ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx`,
            ),
          )[0],
          path,
        ).toBeGreaterThanOrEqual(400);
      const outside = (await readdir(join(root, '..'))).sort();
      expect(outside).toEqual(['big.bin', 'secret.txt', 'site']);
    });
  });

  it('takes a form with the same name more than a thousand times, each under a number of its own', async () => {
    await withFolder(true, async ({ root, port }) => {
      const file = '--B\r\nContent-Disposition: form-data; name="f"; filename="same.txt"\r\n\r\nx\r\n';
      const form = `${file.repeat(1020)}--B--\r\n`;
      const type = 'Content-Type: multipart/form-data; boundary=B';
      const head = `POST / HTTP/1.1\r\nHost: localhost\r\n${type}\r\nContent-Length: ${form.length}`;
      expect(statuses(await raw(port, `${head}\r\nConnection: close\r\n\r\n${form}`))).toEqual([201]);
      const names = (await readdir(root)).filter((name) => name.startsWith('same'));
      expect(names).toHaveLength(1020);
      expect(names).toContain('same (1019).txt');
    });
  });

  it('leaves nothing of a file whose sender goes away', async () => {
    await withFolder(true, async ({ bench, listener, root, port }) => {
      const before = await readdir(root);
      const head = 'PUT /half.bin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n';
      const socket = connect({ host: '127.0.0.1', port });
      socket.write(`${head}only this`);
      const [session] = await bench.watch.accepted(listener);
      await bench.watch.session(session?.id ?? '', 'has it', (one) => one.counts.bytesIn >= head.length + 9);
      socket.destroy();
      await bench.watch.session(session?.id ?? '', 'ends', (one) => one.state !== 'open');
      await ask(async () => (await readdir(root)).length === before.length, 'the part to go');
      expect(await readdir(root)).toEqual(before);
    });
  });
});

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
