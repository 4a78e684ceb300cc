import { XMLBuilder } from 'fast-xml-parser';
import type { Run, RunRow } from '../../../../contract/tools/http-run.ts';
import type { Kept, Results } from './row.ts';

/** What came of a run, for other programs. Pure; what it is given has no secrets in it. */

/** A character that no XML 1.0 can hold, not even by its number (section 2.2). */
// eslint-disable-next-line no-control-regex
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const plain = (text: string): string => text.replace(NO_XML, '\ufffd');
/** In an attribute: a line break would be read as a space. */
const line = (text: string): string => plain(text).replaceAll(/\s+/g, ' ');
const seconds = (ms: number | null): string => ((ms ?? 0) / 1000).toFixed(3);

const xml = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressEmptyNode: true,
});

type Node = Record<string, unknown>;

/**
 * As JUnit writes it and Jenkins, GitLab and others read it: a suite for each request, in it a case for the answer and
 * one for each expectation. An expectation that was not met is a failure, an answer that did not come an error.
 */
export function junit(run: Run, rows: Iterable<Kept>): string {
  const suites = [...rows].map(({ row, results }) => suiteOf(run, row, results));
  const sum = (name: string) => suites.reduce((total, suite) => total + Number(suite[name]), 0);
  return xml.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': line(run.name),
      '@tests': sum('@tests'),
      '@failures': sum('@failures'),
      '@errors': sum('@errors'),
      '@skipped': sum('@skipped'),
      '@time': seconds(run.ms),
      testsuite: suites,
    },
  });
}

function suiteOf(run: Run, row: RunRow, results: Results): Node {
  const folder = row.path.split('/').slice(0, -1);
  const round = run.plan.rounds > 1 ? ` (round ${row.round})` : '';
  const classname = line([run.name, ...folder, row.name].join('.'));
  const time = seconds(row.ms);
  const answered = row.state === 'passed' || row.state === 'unmet';
  const cases: Node[] = [
    { '@name': 'An answer came', '@classname': classname, '@time': time, ...cameOf(row) },
  ];
  // What was not answered could meet nothing: that is told once.
  const told = answered ? results : [];
  for (const { ok, text, found } of told)
    cases.push({
      '@name': line(text),
      '@classname': classname,
      '@time': '0.000',
      ...(ok
        ? {}
        : {
            failure: { '@type': 'expectation', '@message': line(found), '#text': plain(`${text}\n${found}`) },
          }),
    });
  // Where there were more than are kept, their number is still right.
  const untold = answered ? row.expectations.unmet - told.filter(({ ok }) => !ok).length : 0;
  if (untold > 0)
    cases.push({
      '@name': 'Further expectations',
      '@classname': classname,
      '@time': '0.000',
      failure: { '@type': 'expectation', '@message': `${untold} more were not met.` },
    });
  const count = (kind: string) => cases.filter((one) => kind in one).length;
  return {
    '@name': `${line([...folder, row.name].join(' / '))}${round}`,
    '@tests': cases.length,
    '@failures': count('failure'),
    '@errors': count('error'),
    '@skipped': count('skipped'),
    '@time': time,
    '@timestamp': new Date(run.startedAt).toISOString().slice(0, 19),
    testcase: cases,
  };
}

function cameOf({ state, failure, note, status, reason, method, url }: RunRow): Node {
  if (state === 'failed') {
    const message = failure?.message ?? 'No answer came.';
    const text = [message, failure?.hint].filter(Boolean).join('\n');
    return {
      error: { '@type': failure?.code ?? 'FAILED', '@message': line(message), '#text': plain(text) },
    };
  }
  if (state === 'passed' || state === 'unmet')
    return { 'system-out': plain(`${method} ${url}\n${status ?? ''} ${reason}`.trim()) };
  return { skipped: { '@message': line(note ?? 'It was not sent.') } };
}

/** The same as plain data. */
export function json(run: Run, rows: Iterable<Kept>): string {
  const { name, environment, plan, state, note, startedAt, ms, counts, expectations } = run;
  return `${JSON.stringify(
    {
      name,
      environment,
      plan,
      state,
      note,
      startedAt: new Date(startedAt).toISOString(),
      ms: Math.round(ms),
      counts,
      expectations,
      requests: [...rows].map(({ row, results }) => ({
        round: row.round,
        path: row.path,
        name: row.name,
        method: row.method,
        url: row.url,
        state: row.state,
        status: row.status,
        reason: row.reason,
        ms: row.ms === null ? null : Math.round(row.ms * 1000) / 1000,
        bytes: row.bytes,
        expectations: { ...row.expectations, results },
        failure: row.failure && {
          code: row.failure.code,
          message: row.failure.message,
          hint: row.failure.hint,
        },
        note: row.note,
      })),
    },
    null,
    2,
  )}\n`;
}
