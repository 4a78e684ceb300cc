import type { Expectation } from '../../../../contract/http/request.ts';
import { guarded, RAN_AWAY } from '../../../bench/regex-guard.ts';

export type How = Extract<Expectation, { kind: 'header' }>['how'];

/** Whether a text is as it should be; `why`: the check itself can’t be done. */
export function holds(how: How, text: string, wanted: string): { ok: boolean; why?: string } {
  switch (how) {
    case 'exists':
      return { ok: text !== '' };
    case 'equals':
      return { ok: text === wanted };
    case 'contains':
      return { ok: text.includes(wanted) };
    case 'matches':
      return matches(text, wanted);
  }
}

/** A regular expression of the user’s, or why it is none. It is to be run under the clock. */
export function expressionOf(pattern: string): RegExp | string {
  try {
    return new RegExp(pattern, 'u');
  } catch (error) {
    return `${error instanceof Error ? error.message : 'It is no regular expression'}.`;
  }
}

function matches(text: string, pattern: string): { ok: boolean; why?: string } {
  const expression = expressionOf(pattern);
  if (typeof expression === 'string') return { ok: false, why: expression };
  let ok = false;
  const ran = guarded(() => {
    ok = expression.test(text);
  });
  return ran === RAN_AWAY
    ? { ok: false, why: 'The regular expression took too long and was stopped.' }
    : { ok };
}

/** As much of a text as a line has room for. */
export function shortly(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 120)}…` : line === '' ? 'empty' : line;
}
