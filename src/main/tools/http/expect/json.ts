import { isDeepStrictEqual } from 'node:util';
import { compile, JSONPathError, type JSONPathQuery, type JSONValue } from 'json-p3';
import { guarded, RAN_AWAY } from '../../../bench/regex-guard.ts';
import { expressionOf, type How, shortly } from './holds.ts';

/**
 * Whether what a path leads to is as it should be (RFC 9535); of several values one is enough. `wanted` is JSON, or a
 * bare word for a string. A path can hold regular expressions and visit everything many times over: it runs under the clock.
 */
export function jsonHolds(
  how: How,
  path: string,
  wanted: string,
  value: unknown,
): { ok: boolean; found: string } {
  const no = (found: string) => ({ ok: false, found });
  if (path.trim() === '') return no('There is no path: write one such as $.items[0].id, or $ for all of it.');
  let query: JSONPathQuery;
  try {
    query = compile(path.trim());
  } catch (error) {
    if (!(error instanceof JSONPathError)) throw error;
    return no(misread(path.trim(), error));
  }
  let values: unknown[] = [];
  let failed: unknown = null;
  const ran = guarded(() => {
    try {
      values = query.query(value as JSONValue).values();
    } catch (error) {
      failed = error;
    }
  });
  if (ran === RAN_AWAY) return no('The path took too long and was stopped. Write it narrower.');
  if (failed !== null) {
    // Deeper than the library goes, or than the stack.
    if (failed instanceof Error)
      return no(`The path can’t be followed: ${failed.message.replace(/\.$/, '')}.`);
    throw failed;
  }
  if (values.length === 0) return no('The path leads to nothing.');
  if (how === 'exists') return { ok: true, found: `It is ${shown(values[0])}.` };
  const expression = how === 'matches' ? expressionOf(wanted) : null;
  if (typeof expression === 'string') return no(expression);
  const plain = literal(wanted);
  const is = (one: unknown): boolean => one === wanted || isDeepStrictEqual(one, plain);
  const fits = (one: unknown): boolean => {
    if (how === 'equals') return is(one);
    if (how === 'contains' && Array.isArray(one)) return one.some(is);
    const text = typeof one === 'string' ? one : JSON.stringify(one);
    return expression ? expression.test(text) : text.includes(wanted);
  };
  let good = -1;
  // A path can lead to a million values, and each may take long.
  const looked = guarded(() => {
    good = values.findIndex(fits);
  });
  if (looked === RAN_AWAY)
    return no(`To look at ${count(values.length)} took too long, and was stopped. Write it narrower.`);
  if (good !== -1) return { ok: true, found: `It is ${shown(values[good])}.` };
  const more = values.length > 1 ? ` None of ${values.length.toLocaleString('en-US')} is.` : '';
  return no(`It is ${shown(values[0])}.${more}`);
}

/** Why a path is none, in the words of who writes one. */
function misread(path: string, { message, token }: JSONPathError): string {
  if (!path.startsWith('$')) return `A path begins with $: write $${path.startsWith('[') ? '' : '.'}${path}.`;
  if (path.endsWith('.'))
    return 'The path ends with a dot: a name has to follow it. $ alone is all of the answer.';
  // Behind what is wrong the library says the path again.
  const why = message.replace(/ \('.*':\d+\)$/s, '').replace(/\.$/, '');
  return `The path can’t be read from character ${token.index + 1} on: ${why}.`;
}

const count = (values: number): string =>
  values === 1 ? 'the value' : `${values.toLocaleString('en-US')} values`;

function literal(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const shown = (value: unknown): string => shortly(JSON.stringify(value) ?? 'nothing');
