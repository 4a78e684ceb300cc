import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ruleSetSchema } from '../../../src/contract/respond.ts';
import { BenchError } from '../../../src/main/bench/failure.ts';
import { jsonBreak } from '../../../src/main/net/respond/rules/json-place.ts';
import { readRulesFile, writeRulesFile } from '../../../src/main/net/respond/rules/rules-file.ts';

const set = ruleSetSchema.parse({
  id: 'a',
  name: 'Mail',
  framing: { kind: 'lines' },
  rules: [
    {
      id: 'r1',
      name: 'Hello',
      match: { kind: 'regex', pattern: '^HELO (.*)', flags: 'i', on: 'text' },
      answers: [
        { kind: 'bytes', encoding: 'text', text: '250 $1\\r\\n', delayMs: 5 },
        { kind: 'file', path: '/x', delayMs: 0 },
      ],
      after: 'close',
      step: 2,
    },
  ],
  otherwise: { encoding: 'hex', text: '35' },
});

function refusal(text: string): string {
  try {
    readRulesFile(text, new Set());
    return 'taken';
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    return error.message;
  }
}

describe('a file of rules', () => {
  it('gives back what was written, with ids and names of its own', () => {
    const [read] = readRulesFile(writeRulesFile([set]), new Set(['Mail', 'Mail (2)']));
    expect(read?.id).not.toBe('a');
    expect(read?.rules[0]?.id).not.toBe('r1');
    expect({ ...read, id: 'a', name: 'Mail', rules: [{ ...read?.rules[0], id: 'r1' }] }).toEqual(set);
    expect(read?.name).toBe('Mail (3)');
  });

  const wrong = (change: (file: { version: unknown; sets: Record<string, unknown>[] }) => void) => {
    const file = JSON.parse(writeRulesFile([set]));
    change(file);
    return refusal(JSON.stringify(file));
  };
  it('is refused with what is wrong and where', () => {
    expect(refusal('{"wirebench": "rules",\n "sets": [ }')).toMatch(/line 2, column 12 can’t be read/);
    expect(refusal('[]')).toMatch(/no file of Wirebench rules/);
    expect(wrong((file) => (file.version = 7))).toMatch(/Its version is 7/);
    expect(wrong((file) => (file.sets = []))).toMatch(/“sets”/);
    expect(wrong((file) => (file.sets[0]!['rules'] = [{ name: 'x' }]))).toMatch(
      /sets\[0\]\.rules\[0\]\.match/,
    );
    expect(
      wrong((file) => {
        const [rule] = file.sets[0]!['rules'] as { match: { pattern: string } }[];
        rule!.match.pattern = '(';
      }),
    ).toMatch(/sets\[0\] “Mail”: Rule “Hello”, regular expression: Unterminated group/);
  });
});

describe('where a text stops being JSON', () => {
  it.each([
    ['{"a": 1,}', 8],
    ['{"a" 1}', 5],
    ['[1, 2', 5],
    ['"abc', 0],
    ['{"a": tru}', 6],
    ['[1] x', 4],
    ['', 0],
    ['{"a": "b\nc"}', 6],
    ['[01]', 2],
  ])('%j breaks at %i', (text, at) => expect(jsonBreak(text)).toBe(at));

  it('agrees with the engine', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom('', '}', ']', ',', '"', 'x'), (json, at, put) => {
        const place = at % (json.length + 1);
        const text = json.slice(0, place) + put + json.slice(place);
        let right = true;
        try {
          JSON.parse(text);
        } catch {
          right = false;
        }
        expect(jsonBreak(text) === null).toBe(right);
      }),
      { numRuns: 2000 },
    );
  });
});
