import { execFileSync } from 'node:child_process';
import { watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Run } from '../../../src/contract/tools/http-run.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { collectionOf, PLAN, route, routes, runOver, start } from '../../support/http-run.ts';
import { serve } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startNginx } from '../../support/nginx.ts';
import { ask } from '../../support/wait.ts';

failOnLeaks();
// The system’s watching has one file for the whole process, from the first time on.
watch(tmpdir(), { persistent: false }).close();

/** Reads it as a build server does, and holds the numbers of each suite against its cases. */
const READER = `
import json, sys
import xml.etree.ElementTree as ET
root = ET.parse(sys.stdin.buffer).getroot()
assert root.tag == 'testsuites', root.tag
def numbers(of): return [int(of.get(n)) for n in ('tests', 'failures', 'errors', 'skipped')]
suites, total = [], [0, 0, 0, 0]
for suite in root:
    assert suite.tag == 'testsuite', suite.tag
    float(suite.get('time'))
    cases = []
    for case in suite:
        assert case.tag == 'testcase' and case.get('classname') and case.get('name'), ET.tostring(case)
        float(case.get('time'))
        said = [each for each in case if each.tag != 'system-out']
        assert len(said) <= 1 and all(each.tag in ('failure', 'error', 'skipped') for each in said)
        cases.append([case.get('name')] + [x for each in said for x in (each.tag, each.get('message'))])
    counted = [len(cases)] + [sum(1 for c in cases if len(c) > 1 and c[1] == tag) for tag in ('failure', 'error', 'skipped')]
    assert numbers(suite) == counted, (numbers(suite), counted)
    total = [a + b for a, b in zip(total, counted)]
    suites.append({'name': suite.get('name'), 'cases': cases})
assert numbers(root) == total, (numbers(root), total)
json.dump({'name': root.get('name'), 'numbers': total, 'suites': suites}, sys.stdout)
`;
const readSchema = z.object({
  name: z.string(),
  numbers: z.array(z.int()),
  suites: z.array(z.object({ name: z.string(), cases: z.array(z.array(z.string())) })),
});
const asPythonReads = (xml: Buffer) =>
  readSchema.parse(JSON.parse(execFileSync('python3', ['-c', READER], { input: xml, encoding: 'utf8' })));

/** What is saved of a run. */
async function reportOf(
  { client, host }: TestBench,
  { id: run }: Run,
  format: 'junit' | 'json',
): Promise<Buffer> {
  await client.httpRun.save({ run, format });
  const saved = host.saved.at(-1);
  expect(saved?.name).toBe(format === 'junit' ? 'run.xml' : 'run.json');
  return saved?.bytes ?? Buffer.alloc(0);
}

describeWith(['nginx', 'python3'], 'what is saved of a run', () => {
  it('is read by Python as JUnit has it, and as JSON', () =>
    withBench(async (bench) => {
      const nginx = await startNginx({ log: true });
      try {
        const base = `http://127.0.0.1:${nginx.port}`;
        await writeFile(join(nginx.root, 'odd.txt'), '\u0001 <b> "&" ]]> \ud83d\ude00 grüße');
        const { collection } = await collectionOf(bench, {
          'pages/Front': `url: ${base}/\nexpectations:\n  - kind: status\n    value: '200'\n  - kind: header\n    name: Content-Type\n    how: contains\n    value: html\n`,
          'pages/Odd <name> & more': `url: ${base}/odd.txt\nexpectations:\n  - kind: body\n    how: equals\n    value: 'a <c> & "d"'\n`,
          'pages/Redirect': `url: ${base}/r\n`,
          Socket: `kind: websocket\nurl: ${base}/\n`,
          Nobody: `url: http://127.0.0.1:1/\nexpectations:\n  - kind: status\n    value: '200'\n`,
          Broken: 'url: [',
        });
        const { run } = await runOver(bench, await start(bench, collection));
        const read = asPythonReads(await reportOf(bench, run, 'junit'));
        expect(read.name).toBe('kept');
        expect(read.numbers).toEqual([9, 1, 2, 1]);
        expect(read.suites.map(({ name }) => name)).toEqual([
          'pages / Front',
          'pages / Odd <name> & more',
          'pages / Redirect',
          'Broken',
          'Nobody',
          'Socket',
        ]);
        const [front, odd, , broken, nobody, socket] = read.suites.map(({ cases }) => cases);
        expect(front).toEqual([['An answer came'], ['Status is 200'], ['Header Content-Type contains html']]);
        expect(odd?.[1]).toEqual([
          'Body is a <c> & "d"',
          'failure',
          'It begins with \ufffd <b> "&" ]]> \ud83d\ude00 grüße.',
        ]);
        expect(broken?.[0]?.[1]).toBe('error');
        expect(nobody).toHaveLength(1);
        expect(nobody?.[0]?.slice(0, 2)).toEqual(['An answer came', 'error']);
        expect(socket).toEqual([['An answer came', 'skipped', 'A WebSocket is not run.']]);

        const data: unknown = JSON.parse(String(await reportOf(bench, run, 'json')));
        expect(data).toMatchObject({
          name: 'kept',
          counts: { passed: 2, unmet: 1, failed: 2, skipped: 1 },
          requests: [
            { path: 'pages/Front.request.yaml', state: 'passed', status: 200 },
            { expectations: { met: 0, unmet: 1, results: [{ ok: false, text: 'Body is a <c> & "d"' }] } },
            { name: 'Redirect', state: 'passed', status: 200 },
            { state: 'failed' },
            { state: 'failed', failure: { code: 'ECONNREFUSED' } },
            { state: 'skipped', note: 'A WebSocket is not run.' },
          ],
        });
        // Redirects are followed, and each request was sent once.
        const lines = async () => (await nginx.log()).trim().split('\n');
        const log = await ask(async () => ((await lines()).length >= 4 ? lines() : null), 'the log of nginx');
        expect(log).toEqual([
          expect.stringMatching(/^GET \/ 200 /),
          expect.stringMatching(/^GET \/odd.txt 200 /),
          expect.stringMatching(/^GET \/r 302 /),
          expect.stringMatching(/^GET \/ 200 /),
        ]);
      } finally {
        await nginx.stop();
      }
    }));

  it('tells what was not sent, and the round of each', () =>
    withBench(async (bench) => {
      const { url } = await routes(bench, route('/a', 'a'));
      const { collection } = await collectionOf(bench, {
        A: `url: ${url}/a\n`,
        B: `url: ${url}/a\nexpectations:\n  - kind: status\n    value: '500'\n`,
      });
      const plan = { ...PLAN, rounds: 2, stopAtFirst: true };
      const { run } = await runOver(bench, await start(bench, collection, { plan }));
      const read = asPythonReads(await reportOf(bench, run, 'junit'));
      expect(read.suites.map(({ name }) => name)).toEqual([
        'A (round 1)',
        'B (round 1)',
        'A (round 2)',
        'B (round 2)',
      ]);
      expect(read.numbers).toEqual([5, 1, 0, 2]);
      expect(read.suites[3]?.cases).toEqual([
        ['An answer came', 'skipped', 'The run stopped at the first that failed.'],
      ]);
    }));

  it('has no secret in it, wherever it was found', () =>
    withBench(async (bench) => {
      const { url } = await serve(bench);
      const { url: answers } = await routes(
        bench,
        route('/given', '{"access_token": "given-by-server", "more": 1}', {
          headers: [{ name: 'Set-Cookie', value: 'sid=cookie-of-server' }],
        }),
        route('/long', `${'x'.repeat(110)} written-in-file`),
      );
      const { collection } = await collectionOf(bench, {
        // The inspector tells all that it was asked.
        Echo: `url: '${url}?q={{pass}}&token=in-the-query'\nauth:\n  kind: bearer\n  token: written-in-file\nheaders:\n  - {name: X-Pass, value: '{{pass}}'}\nexpectations:
  - {kind: body, how: equals, value: x}
  - {kind: json, path: $.headers, how: equals, value: x}
  - {kind: json, path: $.url, how: equals, value: '{{pass}}'}
  - {kind: json, path: '$.url', how: contains, value: written-in-file}\n`,
        Given: `url: ${answers}/given\nexpectations:
  - {kind: header, name: set-cookie, how: equals, value: sid=expected-cookie}
  - {kind: json, path: $.access_token, how: equals, value: expected-token}
  - {kind: body, how: equals, value: y}\n`,
        // What is told of a long answer ends in the middle of it.
        Cut: `url: '${answers}/long'\nauth:\n  kind: bearer\n  token: written-in-file\nexpectations:\n  - {kind: body, how: equals, value: z}\n`,
        Nobody: `url: 'http://me:in-the-url@127.0.0.1:1/?a={{pass}}'\n`,
      });
      const environment = {
        variables: [{ name: 'base', value: 'x' }],
        secrets: [{ name: 'pass', set: true }],
      };
      await bench.client.httpLibrary.saveEnvironment({
        collection,
        name: 'e',
        environment,
        values: { pass: 's3cret "more"/ü' },
      });
      const { run, rows } = await runOver(bench, await start(bench, collection, { environment: 'e' }));
      expect(run.counts).toMatchObject({ unmet: 3, failed: 1 });
      expect(run.expectations).toEqual({ met: 0, unmet: 8 });
      const all = [
        String(await reportOf(bench, run, 'junit')),
        String(await reportOf(bench, run, 'json')),
        JSON.stringify(rows),
      ].join('\n');
      for (const secret of [
        's3cret',
        'in-the-query',
        'written-i',
        'given-by-server',
        'cookie-of-server',
        'expected-cookie',
        'expected-token',
        'in-the-url',
      ])
        expect(all).not.toContain(secret);
      expect(rows.find(({ name }) => name === 'Echo')?.url).toContain('q={{pass}}');
    }));
});
