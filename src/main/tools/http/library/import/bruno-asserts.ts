import type { Expectation } from '../../../../../contract/http/request.ts';
import { records, textOf } from './shared.ts';

type How = 'equals' | 'contains' | 'matches' | 'exists';
const HOWS: Record<string, How> = {
  eq: 'equals',
  contains: 'contains',
  matches: 'matches',
  isDefined: 'exists',
};

/** What Bruno expects of an answer (`res.status: eq 200`), as far as it can be said here. */
export function expectationsOf(asserts: unknown, notes: Set<string>): Expectation[] {
  return records(asserts).flatMap((one) => {
    const found = expectationOf(textOf(one['name']).trim(), textOf(one['value']).trim());
    if (!found)
      notes.add(`What was expected as “${textOf(one['name'])}: ${textOf(one['value'])}” was left out.`);
    return found ? [{ ...found, on: one['enabled'] !== false }] : [];
  });
}

function expectationOf(what: string, said: string): Expectation | null {
  const [, word = '', rest = ''] = /^(\w+)\s*([^]*)$/.exec(said) ?? [];
  const on = true;
  if (what === 'res.responseTime') {
    const atMost = Math.round(Number(rest));
    return /^lte?$/.test(word) && atMost > 0 ? { kind: 'time', on, atMost } : null;
  }
  const how = HOWS[word];
  if (how === undefined) return null;
  const value =
    how === 'matches' ? rest.replace(/^\/(.*)\/$/s, '$1') : rest.replace(/^(["'])([^]*)\1$/, '$2');
  if (what === 'res.status')
    return how === 'equals' && /^\d{3}$/.test(value) ? { kind: 'status', on, value } : null;
  const header = /^res\.headers(?:\.([\w-]+)|\[["']([^"']+)["']\])$/.exec(what);
  if (header) return { kind: 'header', on, name: header[1] ?? header[2] ?? '', how, value };
  if (what === 'res.body' && how !== 'equals') return { kind: 'body', on, how, value };
  if (/^res\.body[.[]/.test(what)) return { kind: 'json', on, path: `$${what.slice(8)}`, how, value };
  return null;
}
