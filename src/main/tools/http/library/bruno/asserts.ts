import type { Expectation } from '../../../../../contract/http/request.ts';
import { records, textOf } from '../import/shared.ts';

type How = 'equals' | 'contains' | 'matches' | 'exists';
const HOWS: Record<string, How> = {
  eq: 'equals',
  contains: 'contains',
  matches: 'matches',
  isDefined: 'exists',
};
/** Said as a regular expression, or as JSON. */
const SAID: Record<string, (rest: string) => { how: How; value: string }> = {
  startsWith: (rest) => ({ how: 'matches', value: `^${escaped(unquoted(rest))}` }),
  endsWith: (rest) => ({ how: 'matches', value: `${escaped(unquoted(rest))}$` }),
  isNull: () => ({ how: 'equals', value: 'null' }),
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
  if (what === 'res.status' && word !== 'isDefined') {
    const value = statusOf(word, rest);
    return value === null ? null : { kind: 'status', on, value };
  }
  const how = HOWS[word];
  const plain = how && {
    how,
    value: how === 'matches' ? rest.replace(/^\/([^]*)\/$/, '$1') : unquoted(rest),
  };
  const like = plain ?? SAID[word]?.(rest);
  if (like === undefined) return null;
  const header = /^res\.headers(?:\.([\w-]+)|\[["']([^"']+)["']\])$/.exec(what);
  if (header) return { kind: 'header', on, name: header[1] ?? header[2] ?? '', ...like };
  if (what === 'res.body' && like.how !== 'equals') return { kind: 'body', on, ...like };
  // What is a path in both: names, indexes, names in quotes.
  const path = /^res(?:\.body|\(["'](?=[^"']*["']\)$))((?:\.?[A-Za-z_]\w*|\[\d+\]|\["[^"]*"\]|\['[^']*'\])+)(?:["']\))?$/.exec(what)?.[1]; // prettier-ignore
  if (path === undefined) return null;
  return { kind: 'json', on, path: `$${path.replace(/^(?=\w)/, '.')}`, ...like };
}

/** `200`, `200 201`, or `2xx`. */
function statusOf(word: string, rest: string): string | null {
  const all = unquoted(rest.replace(/^\[([^]*)\]$/, '$1')).split(/\s*,\s*/);
  if (!all.every((one) => /^[1-5]\d\d$/.test(one))) return null;
  if ((word === 'eq' && all.length === 1) || word === 'in') return all.join(' ');
  const [from = '', to = ''] = all;
  const whole = from.endsWith('00') && to === `${from[0]}99`;
  return word === 'between' && all.length === 2 && whole ? `${from[0]}xx` : null;
}

const unquoted = (text: string): string => text.replace(/^(["'])([^]*)\1$/, '$2');
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
