import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import { curlOf } from '../../../src/main/tools/http/library/export/curl.ts';
import { anyRequest } from '../../support/any-request.ts';
import { withBench } from '../../support/bench.ts';
import { sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';

failOnLeaks();
const run = promisify(execFile);

interface Came {
  method: string;
  url: string;
  type: string;
  own: Record<string, string>;
  body: Buffer;
}

/** The parts of a form, as any server reads them; else the bytes. */
async function told({ body, type, ...rest }: Came) {
  const isForm = type.startsWith('multipart/');
  const form = isForm
    ? [...(await new Response(new Uint8Array(body), { headers: { 'Content-Type': type } }).formData())].map(
        ([name, value]) => [name.replaceAll(/\r\n?/g, '\n'), typeof value === 'string' ? value : 'a file'],
      )
    : body.toString('latin1');
  return { ...rest, type: isForm ? 'multipart' : type, form };
}

describeWith('curl', 'curl itself', () => {
  test('sends what a request sends, by the command that it is written as', () =>
    withBench(async (bench) => {
      let last: Came | null = null;
      const server = createServer((question, answer) => {
        const pieces: Buffer[] = [];
        question.on('data', (piece: Buffer) => pieces.push(piece));
        question.on('end', () => {
          const { method = '', url = '', headers } = question;
          const own = Object.entries(headers).filter(([name]) => name.startsWith('x-'));
          last = {
            method,
            // A question mark with nothing behind it says nothing.
            url: url.replace(/\?$/, ''),
            type: headers['content-type'] ?? '',
            own: Object.fromEntries(own) as Record<string, string>,
            body: Buffer.concat(pieces),
          };
          answer.end();
        });
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const took = (): Came => {
        const came = last;
        last = null;
        return came ?? expect.fail('nothing came');
      };
      const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      try {
        await fc.assert(
          fc.asyncProperty(anyRequest, async ({ url, headers, method, body }) => {
            const request: HttpRequest = blankRequest({
              method,
              url: url.replace('http://h:3000', here),
              // What is no ASCII has no one meaning in a header.
              headers: headers.map((one) => ({ ...one, value: one.value.replaceAll(/[^ -~]/g, '') })),
              body,
            });
            const { text, notes } = curlOf(request, { get: () => undefined });
            // What looks like a secret is left to the shell.
            fc.pre(notes.length === 0);
            await sent(bench, request);
            const ours = await told(took());
            await run('sh', ['-c', text.replace(/^curl/, 'curl -sS')]);
            expect(await told(took())).toEqual(ours);
          }),
          { numRuns: 60 },
        );
      } finally {
        server.closeAllConnections();
        server.close();
      }
    }));
});
