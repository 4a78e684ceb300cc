import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { HOSTS } from '../support/app.ts';
import { seriousFindings } from '../support/axe.ts';
import { type Authority, makeAuthority } from '../support/certificates.ts';
import { type HttpPage, openHttp } from '../support/http-page.ts';
import { AnswerOnPage } from '../support/http-window.ts';
import { describeWith } from '../support/needs.ts';
import { flood, okHead as head, type Say, startOdd } from '../support/odd-server.ts';
import { startTinyproxy } from '../support/proxies.ts';
import { withTls } from '../support/tls-answer.ts';

const GOOD = `${head('Content-Length: 12', 'Connection: close')}all is well.`;

/** What a server says, what is read of it, and something of its bytes that can be looked at all the same. */
const BROKEN: [path: string, say: Say, told: RegExp, bytes: string][] = [
  ['garbage', 'SSH-2.0-OpenSSH_9.2\r\n', /not answer in HTTP.*byte 0.*“SSH-2\.0-/s, 'SSH-2.0-OpenSSH_9.2'],
  ['half-a-header', 'HTTP/1.1 200 OK\r\nContent-Le', /before the head.*27 bytes/s, 'Content-Le'],
  [
    'two-lengths',
    `${head('Content-Length: 5', 'Content-Length: 6')}hello!`,
    /two headers Content-Length.*smuggled.*byte 52.*“Content-Length: 6”/s,
    'Content-Length: 6',
  ],
  [
    'chunk',
    (socket) => socket.write(`${head('Transfer-Encoding: chunked')}FFFFFFFFFFFF\r\nhello`),
    /chunk of 281 TB.*Byte 47.*FFFFFFFFFFFF/s,
    'FFFFFFFFFFFF',
  ],
  [
    'endless-header',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX-A: ');
      flood(socket, 'a'.repeat(65_536));
    },
    /no end within 1 MiB/,
    'X-A: aaaa',
  ],
  [
    'many-headers',
    head(...Array.from({ length: 100_000 }, (_, i) => `X: ${i % 10}`)),
    /has 100,000 headers.*More than 10,000/s,
    'X: 1',
  ],
  [
    'too-little',
    `${head('Content-Length: 50')}hello`,
    /after 5 of 50 bytes.*Its head announced more/s,
    'Content-Length: 50',
  ],
];

/** What can’t be sent stays as it was written, and the keyboard is where the mistake is. */
async function requests(http: HttpPage): Promise<void> {
  const { app } = http;
  for (const [url, told] of [
    ['http://loc alhost/', /The host has a space in it/],
    ['http://[::1', /The \] after the IPv6 address is missing/],
    ['localhost:99999', /There is no port 99999/],
    ['ftp://host/', /is no address of HTTP/],
  ] as const) {
    await http.write('URL', url);
    await http.send();
    await http.refusal.getByText(told).waitFor();
    await expect.poll(() => http.field('URL').evaluate((e) => e === document.activeElement)).toBe(true);
    await expect.poll(() => http.field('URL').inputValue()).toBe(url);
  }
  await http.write('URL', 'localhost:9');
  await http.part('Headers');
  await http.write('Name of header 1', 'X-Bad');
  await http.write('Value of header 1', 'one\r\nX-More: two');
  await http.send();
  await http.refusal.getByText(/line break/).waitFor();
  await expect.poll(() => http.field('Value of header 1').inputValue()).toContain('X-More: two');
  await app.hand.press(app.button('Remove header 1', http.form));
  await http.part('Body');
  await app.hand.choose(http.select('Kind of body'), 'JSON');
  await http.write('Body', '{\n  "a": [1,\n  2 3]\n}');
  await http.send();
  await http.refusal.getByText(/line 3, column 5/).waitFor();
  await app.hand.choose(http.select('Kind of body'), 'None');
}

/** Everything that a server can do wrong is told in words, keeps its bytes, and stands in nobody’s way. */
async function servers(http: HttpPage): Promise<void> {
  const { app } = http;
  const answer = new AnswerOnPage(app);
  let say: Say = GOOD;
  const odd = await startOdd((socket) => (typeof say === 'function' ? say(socket) : void socket.end(say)));
  const ask = async (path: string, says: Say) => {
    say = says;
    await http.write('URL', `:${odd.port}/${path}`);
    await http.send();
  };
  try {
    for (const [path, says, told, bytes] of BROKEN) {
      await ask(path, says);
      expect(await answer.fails(told)).toContain('Send again');
      await answer.show('Wire');
      await answer.holds(bytes);
      // What was written is still there.
      await expect.poll(() => http.field('URL').inputValue()).toBe(`:${odd.port}/${path}`);
    }
    await ask('too-much', `${head('Content-Length: 2')}hello`);
    await answer.says('200 OK');
    await answer.notes(/3 bytes behind the end/);

    // What can be mended is, by one press.
    await ask('bare-lines', 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello');
    await answer.fails(/not end as lines of HTTP do/);
    await app.hand.press(app.button('Read it leniently', answer.region));
    await answer.says(/200 OK.*5 B/s);
    await ask(
      'round',
      'HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    );
    await answer.fails(/redirected more than 10 times.*It goes round: .*\/again/s);
    await answer.says(/302 Found.*Not followed.*11 hops/s);
    await app.hand.press(app.button('Show the first answer', answer.region));
    await answer.says(/302 Found(?!.*Not followed)/s);

    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
    await ask(
      'bomb',
      Buffer.concat([Buffer.from(head('Content-Encoding: gzip', `Content-Length: ${bomb.length}`)), bomb]),
    );
    await answer.says(/64\.0 MiB decoded/);
    await answer.notes(/as a decompression bomb does/);

    await http.part('Options');
    await http.write('Timeout, ms', '1000');
    await ask('slow-head', (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Le'));
    await answer.fails(/head of the answer did not end within 1 s.*see Wire/s);
    await http.write('Silence at most, ms', '1000');
    await ask('slow-body', (socket) => void socket.write(`${head('Content-Length: 50')}hello`));
    await answer.fails(/Nothing more.*for 1 s.*5 of 50 bytes of its body are here/s);
    say = GOOD;
    await app.hand.press(app.button('Wait without a limit', answer.region));
    await answer.says(/200 OK.*12 B/s);
    await expect.poll(() => http.field('Silence at most, ms').inputValue()).toBe('0');
    // A port that is not what the URL says.
    await http.write('URL', `https://127.0.0.1:${odd.port}/plain`);
    await http.send();
    await answer.fails(/speaks plain text, not TLS.*Begin the URL with http/s);
    await app.hand.press(app.button('Send without TLS', answer.region));
    await answer.says(/200 OK.*12 B/s);
    expect(await seriousFindings(http.page)).toEqual([]);
  } finally {
    await odd.stop();
  }
}

/** Certificates and proxies: what is wrong, whose it is, and what can be done. */
async function ways(http: HttpPage, authority: Authority): Promise<void> {
  const { app } = http;
  const answer = new AnswerOnPage(app);
  const ask = async (url: string) => {
    await http.write('URL', url);
    await http.send();
  };
  await withTls(authority.expired, GOOD, async (port) => {
    await ask(`https://localhost:${port}/`);
    await answer.fails(/expired on 2021-05-01/);
  });
  await withTls(authority.other, GOOD, async (port) => {
    await ask(`https://localhost:${port}/`);
    expect(await answer.fails(/it is for other\.example, not for localhost/)).toMatch(/Connect without/);
  });
  await withTls(authority.selfSigned, GOOD, async (port) => {
    await ask(`https://localhost:${port}/`);
    await answer.fails(/self-signed: nobody but its owner vouches for it/);
    const chain = answer.region.getByRole('region', { name: 'The chain that was shown' });
    await chain.getByText(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/).waitFor();
    await app.hand.press(app.button('Show all', chain));
    const security = http.page.getByRole('dialog', { name: 'Security', exact: true });
    await security.getByText('CN=self-signed').first().waitFor();
    await app.hand.press(app.button('Close security', security));
    await app.hand.press(app.button('Trust this certificate for this connection', answer.region));
    await answer.says(/200 OK.*12 B/s);
  });
  const proxy = await startTinyproxy({ refuse: ['127.0.0.1'] });
  const odd = await startOdd((socket) => void socket.end(GOOD));
  try {
    await http.part('Options');
    await http.write('Proxy', 'gopher://x');
    await ask(odd.url);
    await http.refusal.getByText(/no kind of proxy/).waitFor();
    await expect.poll(() => http.field('Proxy').evaluate((e) => e === document.activeElement)).toBe(true);
    await http.write('Proxy', `http://127.0.0.1:${proxy.port}`);
    await http.send();
    await answer.says('403');
    await answer.notes(/The proxy .* may have said this itself/);
    await ask(`https://127.0.0.1:${odd.port}/`);
    await answer.fails(/The proxy does not connect to 127\.0\.0\.1:\d+: 403/);
    await http.write('URL', odd.url);
    await app.hand.press(app.button('Send it without a proxy', answer.region));
    await answer.says(/200 OK.*12 B/s);
  } finally {
    await odd.stop();
    await proxy.stop();
  }
}

describeWith(['chromium', 'openssl', 'tinyproxy'], 'bad input to the client of HTTP', () => {
  test.each(HOSTS)('is explained, bounded and loses nothing, in the %s', async (host) => {
    const authority = await makeAuthority();
    try {
      await openHttp(host, async (http) => {
        // High enough that the bytes under a failure can be read.
        await http.page.setViewportSize({ width: 1440, height: 1080 });
        await requests(http);
        await servers(http);
        await ways(http, authority);
      });
    } finally {
      await authority.remove();
    }
  });
});
