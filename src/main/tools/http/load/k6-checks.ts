import type { Expectation } from '../../../../contract/http/request.ts';
import { literal, type Texts } from './k6-texts.ts';

/** What an answer should be, as checks of k6. */
export interface Checks {
  /** Members of the object that `check` takes. */
  rows: string[];
  /** Sentences about what k6 can’t look at as it is written. */
  notes: string[];
  /** The body of the answer is looked at. */
  body: boolean;
}

export function checksOf(expectations: readonly Expectation[], texts: Texts): Checks {
  const checks: Checks = { rows: [], notes: [], body: false };
  for (const one of expectations) {
    if (!one.on) continue;
    const made = checkOf(one, texts);
    if (made === null) {
      checks.notes.push(`The path ${one.kind === 'json' ? one.path : ''} is too much for a check of k6.`);
      continue;
    }
    checks.rows.push(`${literal(made.name)}: (answer) => ${made.test}`);
    checks.body ||= one.kind === 'json' || one.kind === 'body';
  }
  return checks;
}

function checkOf(one: Expectation, texts: Texts): { name: string; test: string } | null {
  switch (one.kind) {
    case 'status':
      return { name: `status is ${one.value}`, test: statusTest(one.value) };
    case 'header': {
      const found = `headerOf(answer, ${texts.text(one.name)})`;
      return {
        name: `header ${one.name} ${one.how} ${one.value}`,
        test: test(one.how, found, texts.text(one.value)),
      };
    }
    case 'body':
      return {
        name: `body ${one.how} ${one.value}`,
        test: test(one.how, 'answer.body', texts.text(one.value)),
      };
    case 'time':
      return { name: `time is at most ${one.atMost} ms`, test: `answer.timings.duration <= ${one.atMost}` };
    case 'json': {
      const steps = simplePath(one.path);
      if (steps === null) return null;
      const found = `valueAt(answer, ${JSON.stringify(steps)})`;
      const name = `${one.path} ${one.how} ${one.value}`;
      if (one.how === 'equals')
        return {
          name,
          test: `JSON.stringify(${found}) === JSON.stringify(asJson(${texts.text(one.value)}))`,
        };
      return { name, test: test(one.how, found, texts.text(one.value)) };
    }
  }
}

function test(how: 'equals' | 'contains' | 'matches' | 'exists', found: string, value: string): string {
  switch (how) {
    case 'exists':
      return `${found} !== undefined && ${found} !== null`;
    case 'equals':
      return `asText(${found}) === ${value}`;
    case 'contains':
      return `asText(${found}).indexOf(${value}) >= 0`;
    case 'matches':
      return `new RegExp(${value}).test(asText(${found}))`;
  }
}

/** `200`, `2xx`, `200 204`. */
function statusTest(value: string): string {
  const words = value.split(/[\s,]+/).filter((word) => /^[1-5](?:\d\d|xx)$/i.test(word));
  const tests = words.map((word) =>
    /xx$/i.test(word) ? `Math.floor(answer.status / 100) === ${word[0]}` : `answer.status === ${word}`,
  );
  return tests.join(' || ') || 'false';
}

/** The steps of `$.a.b[0]['c']`; null for what selects more than one value. */
export function simplePath(path: string): (string | number)[] | null {
  const steps: (string | number)[] = [];
  let rest = path.trim();
  if (!rest.startsWith('$')) return null;
  rest = rest.slice(1);
  while (rest !== '') {
    const found =
      /^(?:\.([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)|\[(\d+)\]|\[(?:'([^'\\]*)'|"([^"\\]*)")\])/.exec(
        rest,
      );
    if (!found) return null;
    const [whole, dotted, index, single, double] = found;
    steps.push(index === undefined ? (dotted ?? single ?? double ?? '') : Number(index));
    rest = rest.slice(whole.length);
  }
  return steps;
}
