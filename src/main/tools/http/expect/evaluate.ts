import type { ExchangeDetail, Header } from '../../../../contract/http/exchange.ts';
import type { Expectation } from '../../../../contract/http/request.ts';
import { jsonError } from '../../../../contract/payload/json-error.ts';
import { BenchError } from '../../../bench/failure.ts';
import { Fill } from '../request/fill.ts';
import type { Variables } from '../request/prepared.ts';
import { jsonHolds } from './json.ts';
import { holds, shortly } from './holds.ts';

/** So much of a body is looked at, decoded. */
export const MOST_LOOKED_AT = 4 * 1024 * 1024;

/** Characters of a body of which it is told where it is no JSON. */
const MOST_EXPLAINED = 64 * 1024;

/** What came of a request. */
export interface Came {
  /** Null: no answer came. */
  answer: { status: number; reason: string; headers: readonly Header[] } | null;
  /** Of all hops together, in milliseconds. */
  ms: number;
  body: {
    /** The first {@link MOST_LOOKED_AT} bytes, without codings. */
    bytes: Uint8Array;
    /** There are no more. */
    whole: boolean;
    charset: string | null;
  };
}

type Result = ExchangeDetail['expectations'][number];

/** Holds what came against what was expected. Never throws: an expectation that can’t be read has failed, and says why. */
export function evaluate(expectations: readonly Expectation[], came: Came, variables: Variables): Result[] {
  const fill = new Fill(variables);
  const text = once(() => textOf(came.body));
  const json = once(() => parse(text()));
  return expectations
    .filter(({ on }) => on)
    .map((one) => {
      try {
        return result(one, came, fill, text, json);
      } catch (error) {
        if (!(error instanceof BenchError)) throw error;
        return { ok: false, text: said(one), found: error.message };
      }
    });
}

function result(
  one: Expectation,
  { answer, ms, body }: Came,
  fill: Fill,
  text: () => string,
  json: () => { value: unknown } | { why: string },
): Result {
  const is = (ok: boolean, found: string): Result => ({ ok, text: said(one), found });
  if (answer === null) return is(false, 'No answer came.');
  switch (one.kind) {
    case 'status': {
      const patterns = fill
        .text(one.value, 'status')
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean);
      const bad = patterns.find((pattern) => !/^[1-9x][0-9x]{2}$/.test(pattern));
      if (patterns.length === 0 || bad !== undefined)
        return is(false, `${bad === undefined ? 'Nothing' : bad} is no status: write 200, 2xx or 200 204.`);
      const status = String(answer.status);
      const fits = patterns.some((pattern) => new RegExp(`^${pattern.replaceAll('x', '\\d')}$`).test(status));
      return is(fits, `It is ${`${status} ${answer.reason}`.trim()}.`);
    }
    case 'header': {
      const name = fill.text(one.name, 'header').trim().toLowerCase();
      const values = answer.headers.filter((header) => header.name.toLowerCase() === name);
      if (values.length === 0) return is(false, 'There is no such header.');
      const wanted = fill.text(one.value, 'value');
      const checks = values.map(({ value }) => holds(one.how, value, wanted));
      const good = checks.findIndex(({ ok }) => ok);
      const why = checks[0]!.why;
      return is(good !== -1, why ?? `It is ${shortly(values[Math.max(good, 0)]!.value)}.`);
    }
    case 'json': {
      if (!body.whole) return is(false, tooLong);
      const read = json();
      if ('why' in read) return is(false, read.why);
      const { ok, found } = jsonHolds(one.how, fill.text(one.path, 'path'), fill.text(one.value, 'value'), read.value); // prettier-ignore
      return is(ok, found);
    }
    case 'body': {
      const { ok, why } = holds(one.how, text(), fill.text(one.value, 'value'));
      if (!ok && !body.whole) return is(false, tooLong);
      if (one.how === 'exists') return is(ok, body.bytes.length > 0 ? 'There is one.' : 'There is none.');
      return is(ok, why ?? (text() === '' ? 'There is none.' : `It begins with ${shortly(text())}.`));
    }
    case 'time':
      return is(ms <= one.atMost, `It took ${Math.round(ms).toLocaleString('en-US')} ms.`);
  }
}

const tooLong = `Only the first ${MOST_LOOKED_AT / 1024 / 1024} MiB of the body are looked at.`;

const HOW = { equals: 'is', contains: 'contains', matches: 'matches', exists: 'is there' } as const;

/** `Header content-type contains json`, as it is written. */
function said(one: Expectation): string {
  const check = (what: string, how: keyof typeof HOW, value: string) =>
    how === 'exists' ? `${what} ${HOW[how]}` : `${what} ${HOW[how]} ${value === '' ? '“”' : shortly(value)}`;
  switch (one.kind) {
    case 'status':
      return `Status is ${one.value}`;
    case 'header':
      return check(`Header ${one.name}`, one.how, one.value);
    case 'json':
      return check(`JSON ${one.path}`, one.how, one.value);
    case 'body':
      return check('Body', one.how, one.value);
    case 'time':
      return `Time is at most ${one.atMost.toLocaleString('en-US')} ms`;
  }
}

function textOf({ bytes, charset }: Came['body']): string {
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function parse(text: string): { value: unknown } | { why: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    const error = text.length <= MOST_EXPLAINED ? jsonError(text) : null;
    const where = error ? `: line ${error.line}, column ${error.column}. ${error.message}` : '.';
    return { why: text === '' ? 'There is no body.' : `The body isn’t JSON${where}` };
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
