import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOSTS } from '../support/app.ts';
import { type HttpPage, openHttp } from '../support/http-page.ts';
import { raw } from '../support/http-server.ts';
import { AnswerOnPage, ServePage } from '../support/http-window.ts';
import { describeWith } from '../support/needs.ts';

/** Names and links that lead out of a folder, or into the page that lists it. */
async function folder(http: HttpPage, outer: string): Promise<void> {
  const { app, page } = http;
  const root = join(outer, 'site');
  await mkdir(root);
  await writeFile(join(outer, 'secret.txt'), 'not of this folder');
  await writeFile(join(root, '<script>document.title=1<.html'), 'evil');
  await symlink('../secret.txt', join(root, 'out.txt'));
  await symlink('/dev/zero', join(root, 'zero'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const serve = new ServePage(app);
  await app.hand.choose(serve.form.getByRole('combobox', { name: 'What', exact: true }), 'Folder');
  await app.hand.write(serve.field('Folder'), join(outer, 'nowhere'));
  await app.hand.write(serve.field('Port'), '0');
  await app.hand.press(app.button('Start server', serve.form));
  await serve.form
    .getByRole('alert')
    .getByText(/nowhere/)
    .waitFor();
  await app.hand.write(serve.field('Folder'), root);
  const { port } = new URL(await serve.started());
  const get = (path: string) =>
    raw(Number(port), `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  for (const [path, status, note] of [
    ['/../secret.txt', 400, /\.\./],
    ['/%2e%2e/secret.txt', 400, /\.\./],
    ['/out.txt', 403, /leads out of the folder/],
    ['/zero', 403, /leads out of the folder/],
    ['/pipe', 403, /pipe/],
  ] as const) {
    expect(await get(path)).not.toContain('not of this folder');
    const row = serve.row(new RegExp(`GET ${path.replaceAll('.', '\\.')}, status ${status}`));
    await expect.poll(() => row.getAttribute('aria-label')).toMatch(note);
  }
  // Its list is looked at as a page: the name is a name.
  await app.hand.press(app.button('Request it', serve.form));
  await http.send();
  const answer = new AnswerOnPage(app);
  await answer.says('200 OK');
  await answer.show('Preview');
  const frame = page.frameLocator('iframe[title="Preview of the page"]');
  await frame.getByText('<script>document.title=1<.html', { exact: true }).waitFor();
  expect(await page.title()).toContain('Wirebench');
}

/** Requests that could be read in two ways, one that never ends, and what is no request. */
async function clients(http: HttpPage): Promise<void> {
  const { app } = http;
  const serve = new ServePage(app);
  await app.hand.press(app.button('New server', serve.form));
  await app.hand.press(app.button('More', serve.form));
  await app.hand.write(serve.field('Head within, seconds'), '1');
  const port = Number(new URL(await serve.start('Inspector')).port);
  const smuggled = 'Content-Length: 4\r\nTransfer-Encoding: chunked';
  await raw(
    port,
    `POST /first HTTP/1.1\r\nHost: localhost\r\n${smuggled}\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n`,
  );
  await app.hand.press(serve.row(/status 400, .*two ways/));
  await serve.wire('Request', 'GET /smuggled');
  await serve.wire('Answer', '400 Bad Request');
  expect(await raw(port, 'GET / HTTP/1.1\r\nHos')).toContain('408');
  await app.hand.press(serve.row(/status 408, .*in time/));
  await serve.wire('Request', 'Hos');
  expect(await raw(port, '\x16\x03\x01 what is this\r\n\r\n')).toContain('400');
  await app.hand.press(serve.row(/no request, status 400, .*speaks TLS/));
  await serve.wire('Request', 'what is this');
  await expect.poll(() => serve.row(/smuggled,/).count()).toBe(0);
  await http.page.getByRole('region', { name: 'Server', exact: true }).getByText('3 malformed').waitFor();
  expect(await raw(port, 'GET /well HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toContain(
    '200 OK',
  );
  await serve.row(/GET \/well, status 200/).waitFor();
}

describeWith('chromium', 'bad input to a server of HTTP', () => {
  test.each(HOSTS)('is refused, explained and kept, in the %s', (host) =>
    openHttp(host, async (http, launched) => {
      // High enough that the bytes of a request can be read under the log.
      await http.page.setViewportSize({ width: 1440, height: 1080 });
      await folder(http, launched.folder);
      await clients(http);
    }),
  );
});
