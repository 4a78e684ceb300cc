import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCurl } from '../../../src/main/tools/http/library/import/curl.ts';
import { anyLine, anyText } from '../../support/any-request.ts';
import { withBench } from '../../support/bench.ts';
import { sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';

failOnLeaks();
const run = promisify(execFile);

/** What of a request has to be the same, whoever sends it: all but what a client says of itself. */
interface Came {
  line: string;
  headers: string[];
  body: string;
}
const OWN = /^(?:host|user-agent|accept|accept-encoding|connection|x-.*|cookie|authorization|content-type)$/i;
/** Each in quotes of one kind, all of which a shell takes for the same text. */
const quotings: ((text: string) => string)[] = [
  (text) => `'${text.replaceAll("'", "'\\''")}'`,
  (text) => `"${text.replaceAll(/["\\$`]/g, '\\$&')}"`,
  (text) =>
    `$'${text.replaceAll(/['\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('é', '\\xc3\\xa9').replaceAll('!', '\\u0021')}'`,
  (text) => (text === '' ? "''" : text.replaceAll(/[^\w\n]/gu, '\\$&').replaceAll('\n', "'\n'")),
];
const quoted = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, fc.constantFrom(...quotings)).map(([one, quote]) => quote(one));
const notFile = (text: string): string => text.replace(/^@+/, '');
const option = (names: string[], text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...names), quoted(text)).map(([name, value]) => `${name} ${value}`);
const header = fc
  .tuple(
    fc.constantFrom('X-A', 'x-b', 'X-C'),
    anyLine.map((one) => one.replaceAll(/[^ -~]/g, '')),
  )
  .map(([name, value]) => (value === '' ? `${name};` : `${name}: ${value}`));
const headers = fc.uniqueArray(option(['-H', '--header'], header), {
  maxLength: 3,
  selector: (one) => /x-\w/i.exec(one)?.[0].toLowerCase(),
});
const data = fc.oneof(
  option(['-d', '--data', '--data-ascii', '--data-binary'], anyText.map(notFile)),
  option(['--data-raw'], anyText),
  // An at sign before any equals sign is a file’s.
  option(
    ['--data-urlencode'],
    anyText.map((one) => `=x${one}`),
  ),
  option(
    ['--data-urlencode'],
    anyText.map((one) => `n${one.replaceAll(/\W/g, '')}=${one}`),
  ),
);
const datas = fc.array(data, { minLength: 1, maxLength: 3 }).map((all) => all.join(' '));
const body = fc.oneof(
  fc.constant(''),
  datas,
  fc
    .tuple(
      datas,
      fc.constantFrom(
        "-H 'Content-Type: application/json'",
        "-H 'Content-Type:'",
        "-H 'Content-Type: text/plain'",
      ),
    )
    .map((all) => all.join(' ')),
  fc.json().map((text) => `--json ${quotings[0]!(text)}`),
  anyText.map((text) => `--data-binary @- <<'END-OF-IT'\n${text.replaceAll('\r', '')}\nEND-OF-IT\n`),
);
const more = fc.constantFrom(
  '',
  '-X PUT',
  '-XDELETE',
  "-b 'a=1; b=2'",
  '-b a=1 -b c=d',
  '-A me',
  "-A ''",
  '-H Accept:',
  '-u me:pass',
  '-r 0-9',
  '-e http://r/',
);
const query = fc.oneof(
  fc.constant(''),
  anyText.map((one) => `?${encodeURIComponent(one)}=1`),
  anyText.map((one) => `?${one.replaceAll(/[^!$'()*,;:@/?~a-z0-9=&%+.-]/gi, '').replaceAll('%', '%25')}`),
);
const command = fc
  .record({ query, headers, more, body, isQuery: fc.boolean() })
  .map(({ query: asked, headers: all, more: extra, body: given, isQuery }) => {
    const asGet =
      isQuery &&
      !given.includes('END-OF-IT') &&
      given.includes('--data-urlencode') &&
      !/-d |--data(?:-ascii|-binary|-raw)? |-X/.test(`${given} ${extra}`);
    return ['-g', quotings[0]!(`HERE/p${asked}`), ...all, extra, asGet ? '-G' : '', given]
      .filter(Boolean)
      .join(' ');
  });

describeWith('curl', 'a command of curl', () => {
  test('is read as the shell and curl have it: both send the same', () =>
    withBench(async (bench) => {
      let last: Came | null = null;
      const server = createServer((question, answer) => {
        const pieces: Buffer[] = [];
        question.on('data', (piece: Buffer) => pieces.push(piece));
        question.on('end', () => {
          const { method = '', url = '', rawHeaders } = question;
          const list = rawHeaders.flatMap((name, index) =>
            index % 2 === 0 ? [`${name.toLowerCase()}: ${rawHeaders[index + 1]}`] : [],
          );
          last = { line: `${method} ${url}`, headers: list, body: Buffer.concat(pieces).toString('latin1') };
          answer.end();
        });
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const took = (): Came => {
        const came = last;
        last = null;
        return came ?? expect.fail('nothing came');
      };
      const told = ({ line, headers: all, body: bytes }: Came) => ({
        // URLs are written as browsers have them: without an empty query, and with quotes as %27. curl has small letters there.
        line: line
          .replace(/\?$/, '')
          .replaceAll("'", '%27')
          .replaceAll(/%../g, (one) => one.toUpperCase()),
        bytes,
        headers: all
          .filter(
            (one) =>
              OWN.test(one.split(':')[0] ?? '') &&
              !/^(?:host|connection|user-agent: (?:curl|wirebench)|accept-encoding|accept: \*)/i.test(one),
          )
          .toSorted(),
      });
      const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      try {
        await fc.assert(
          fc.asyncProperty(command, async (written) => {
            const text = `curl ${written.replace('HERE', here)}`;
            const { requests } = readCurl(text);
            expect(requests).toHaveLength(1);
            await run('bash', ['-c', text.replace(/^curl/, 'curl -sS')]);
            const theirs = told(took());
            await sent(bench, requests[0]!);
            expect(told(took())).toEqual(theirs);
          }),
          { numRuns: 40 },
        );
      } finally {
        server.closeAllConnections();
        server.close();
      }
    }));
});
