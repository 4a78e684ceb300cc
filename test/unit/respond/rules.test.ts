import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rule, RuleMatch, RuleSet } from '../../../src/contract/respond.ts';
import { ruleSetSchema } from '../../../src/contract/respond.ts';
import { compileSet, compiledOrThrow } from '../../../src/main/net/respond/rules/compile.ts';
import { findRules, stepOf } from '../../../src/main/net/respond/rules/find.ts';
import { ByteRegex } from '../../../src/main/net/respond/rules/regex.ts';
import { stepsOf } from '../../../src/main/net/respond/rules/regex-cost.ts';
import { parseTemplate, render } from '../../../src/main/net/respond/rules/template.ts';
import { tryRules } from '../../../src/main/net/respond/rules/try-rules.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (all: Uint8Array | null) => (all ? Buffer.from(all).toString('latin1') : null);

function rule(name: string, match: RuleMatch, rest: Partial<Rule> = {}): Rule {
  return { id: name, name, on: true, step: null, match, answers: [], after: 'nothing', ...rest };
}
const regex = (pattern: string, flags = '', on: 'bytes' | 'text' = 'bytes'): RuleMatch => ({
  kind: 'regex',
  pattern,
  flags,
  on,
});
const setOf = (rules: Rule[], rest: Partial<RuleSet> = {}): RuleSet =>
  ruleSetSchema.parse({ id: 'set', name: 'Set', rules, ...rest });

function names(rules: Rule[], ...messages: string[]): (string | null)[] {
  const { rules: compiled } = compiledOrThrow(setOf(rules));
  const found = findRules(
    compiled,
    messages.map(bytes),
    messages.map(() => 1),
    () => false,
    () => undefined,
  );
  return found.map((one) => one?.rule.rule.name ?? null);
}

describe('matching', () => {
  const literal = (kind: 'exact' | 'starts-with' | 'contains', typed: string) =>
    rule(kind, { kind, encoding: 'text', text: typed });

  it('exact, starts with, contains and any, the first that matches in order', () => {
    const rules = [literal('exact', 'AB\\r\\n'), literal('starts-with', 'AB'), literal('contains', 'B')];
    expect(names(rules, 'AB\r\n', 'ABC', 'xBx', 'x')).toEqual(['exact', 'starts-with', 'contains', null]);
    expect(names([...rules, rule('rest', { kind: 'any' })], '')).toEqual(['rest']);
    expect(names([{ ...rules[1]!, on: false }, rules[2]!], 'AB')).toEqual(['contains']);
  });

  it('hex, and a message that is empty', () => {
    const hex = rule('hex', { kind: 'exact', encoding: 'hex', text: 'ff 00' });
    const { rules } = compiledOrThrow(
      setOf([hex, rule('none', { kind: 'exact', encoding: 'text', text: '' })]),
    );
    const run = (...all: Uint8Array[]) =>
      findRules(
        rules,
        all,
        all.map(() => 1),
        () => false,
        () => undefined,
      ).map((one) => one?.rule.rule.name);
    expect(run(Uint8Array.of(0xff, 0), Uint8Array.of(), Uint8Array.of(0xff))).toEqual([
      'hex',
      'none',
      undefined,
    ]);
  });

  it('steps: past the last one a set stays, begins again, or is silent', () => {
    const steps = (afterSteps: RuleSet['afterSteps']) => {
      const set = compiledOrThrow(
        setOf([rule('a', { kind: 'any' }, { step: 1 }), rule('b', { kind: 'any' }, { step: 2 })], {
          afterSteps,
        }),
      );
      return [1, 2, 3, 4, 5].map((count) => stepOf(set, count));
    };
    expect(steps('stay')).toEqual([1, 2, 2, 2, 2]);
    expect(steps('wrap')).toEqual([1, 2, 1, 2, 1]);
    expect(steps('silent')).toEqual([1, 2, 0, 0, 0]);
  });
});

describe('captures', () => {
  const answer = (pattern: string, template: string, message: Uint8Array, on: 'bytes' | 'text' = 'bytes') => {
    const made = new ByteRegex(pattern, '', on);
    const parsed = parseTemplate('text', template, made);
    if (!parsed.ok) throw new Error(parsed.message);
    const captures = made.exec(message);
    return captures && render(parsed.template, message, captures);
  };

  it('by number, by name, the whole match, and a dollar sign', () => {
    const said = bytes('GET /a?b HTTP/1.1');
    expect(text(answer('^GET (?<path>\\S+) (\\w+)', '$1|${path}|$2|$&|$$1', said))).toBe(
      '/a?b|/a?b|HTTP|GET /a?b HTTP|$1',
    );
    expect(text(answer('(a)|(b)', '[$1$2]', bytes('b')))).toBe('[b]');
  });

  it('take a digit after them where there are not so many groups', () => {
    expect(text(answer('(a)(b)', '$10$25${1}0', bytes('ab')))).toBe('a0b5a0');
    const ten = '(.)'.repeat(10);
    expect(text(answer(ten, '$10 $1', bytes('abcdefghij')))).toBe('j a');
  });

  it('are the very bytes, also where they are no text', () => {
    const every = Uint8Array.from({ length: 256 }, (_, n) => n);
    expect(answer('^([^]*)$', '$1', every)).toEqual(Buffer.from(every));
  });

  it('of UTF-8 text lie between characters, whatever stands before them', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.string({ unit: 'binary', maxLength: 8 }),
        (before, word) => {
          const middle = Buffer.concat([Buffer.from('<'), Buffer.from(word), Buffer.from('>')]);
          const message = Buffer.concat([
            Buffer.from(before).map((byte) => (byte === 0x3c ? 0 : byte)),
            middle,
          ]);
          // A character that was cut before `<` leaves it alone: it is no continuation.
          expect(answer('<([^]*)>$', '$1', message, 'text')).toEqual(Buffer.from(word));
        },
      ),
      { numRuns: 1000 },
    );
    expect(text(answer('(.)€(.)', '$2$1', Buffer.from('ü€ö'), 'text'))).toBe(
      Buffer.from('öü').toString('latin1'),
    );
    // Without the flag u, a dot is half of such a character: its bytes are not cut in two.
    expect(answer('(.)$', '$1', Buffer.from('😀'), 'text')).toEqual(Buffer.from('😀'));
  });

  it('that are no group are refused with what there is', () => {
    const wrong = (pattern: string, template: string) => {
      const parsed = parseTemplate('text', template, new ByteRegex(pattern, '', 'bytes'));
      return parsed.ok ? '' : parsed.message;
    };
    expect(wrong('(a)', '$2')).toBe(
      '$2 is no group: the expression has one group. Write $$ for a dollar sign.',
    );
    expect(wrong('a', '${who}')).toMatch(/^\$\{who\} is no group/);
    expect(wrong('(a)', '$1 \\q')).toMatch(/position 4/);
  });

  it('a rule that captures nothing takes $1 for text and $& for what matched', async () => {
    const set = setOf([
      rule(
        'x',
        { kind: 'contains', encoding: 'text', text: 'b' },
        {
          answers: [{ kind: 'bytes', encoding: 'text', text: '$1 $& $$', delayMs: 0 }],
        },
      ),
    ]);
    const tried = await tryRules(compiledOrThrow(set), bytes('abc'), 1);
    const [one] = tried.messages;
    const part = one?.answers[0]?.part;
    expect(text(tried.bytes.subarray(part?.from, part?.to))).toBe('$1 b $');
  });

  it('are shown in so many bytes as one piece to a window takes', async () => {
    const set = setOf([rule('x', regex(`^${'('.repeat(90)}.*${')'.repeat(90)}$`))]);
    const tried = await tryRules(compiledOrThrow(set), bytes('a'.repeat(60_000)), 1);
    expect(tried.messages[0]?.captures).toHaveLength(91);
    expect(tried.bytes.length).toBeLessThanOrEqual(2 * 1024 * 1024);
  });

  it('in hex stand between the digits', () => {
    const parsed = parseTemplate('hex', '01 $1 02', { groups: 1, names: [] });
    if (!parsed.ok) throw new Error(parsed.message);
    expect([
      ...(render(parsed.template, Uint8Array.of(9, 255), {
        spans: [
          [0, 2],
          [1, 2],
        ],
        named: {},
      }) ?? []),
    ]).toEqual([1, 255, 2]);
  });
});

describe('a regular expression that runs away', () => {
  const evil = rule('evil', regex('(a+)+$'));
  const rest = rule('rest', { kind: 'any' });
  const message = bytes(`${'a'.repeat(50_000)}!`);

  it('is stopped and told, and the rules after it go on', () => {
    const told: [string, number][] = [];
    const off = new Set<unknown>();
    const { rules } = compiledOrThrow(setOf([evil, rest]));
    const found = findRules(
      rules,
      [bytes('aaa'), message, bytes('aaa'), message],
      [1, 2, 3, 4],
      (one) => off.has(one),
      (one, on) => {
        off.add(one);
        told.push([one.rule.name, on.length]);
      },
    );
    expect(told).toEqual([['evil', 50_001]]);
    expect(found.map((one) => one?.rule.rule.name)).toEqual(['evil', 'rest', 'rest', 'rest']);
  });

  it('stops all that are slow once they have held up the bench together', () => {
    const off = new Set<unknown>();
    const many = Array.from({ length: 400 }, (_, n) => rule(`evil ${n}`, regex('(a+)+$')));
    const { rules } = compiledOrThrow(setOf([...many, rest]));
    const found = findRules(
      rules,
      [message, message],
      [1, 2],
      (one) => off.has(one),
      (one) => off.add(one),
    );
    expect(off.size).toBe(400);
    expect(found.map((one) => one?.rule.rule.name)).toEqual(['rest', 'rest']);
  });

  it('stops one that uses up the stack, or is too large for the engine', () => {
    const groups = '('.repeat(60) + '.' + ')'.repeat(60);
    const deep = rule('deep', regex(`(?:${groups})*x`, 's'));
    const told: string[] = [];
    const { rules } = compiledOrThrow(setOf([deep, rest]));
    const found = findRules(
      rules,
      [bytes('a'.repeat(256 * 1024))],
      [1],
      (one) => told.includes(one.rule.name),
      (one) => told.push(one.rule.name),
    );
    expect(told).toEqual(['deep']);
    expect(found[0]?.rule.rule.name).toBe('rest');
  });

  it('is said where it is tried, and stops nothing else', async () => {
    const tried = await tryRules(compiledOrThrow(setOf([evil, rest])), message, 1);
    expect(tried.messages).toMatchObject([{ rule: 'rest', stopped: ['evil'] }]);
  });

  it.each(['(a+)+$', '(a|a)*$', '(?:a*)*b', '(a*)\\1', '(?=a+)b', '[a&&b]+*', 'a{2,}{3}', '(?:ab){3,}'])(
    'is not taken for cheap: %s',
    (pattern) => expect(stepsOf(pattern, '')(10)).toBe(Infinity),
  );

  it.each([
    ['^GET (\\S+) HTTP', '', 64, true],
    ['^(\\w+)=(\\w+)$', 'i', 64, true],
    ['abc|def', '', 10_000, true],
    ['.*.*.*x', '', 1000, false],
    ['a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?b', '', 10, false],
    ['^\\p{L}+$', 'u', 100, true],
    ['^\\p{L}+$', '', 100, false],
  ])('what it costs is bounded: %s with %s on %i bytes', (pattern, flags, length, cheap) =>
    expect(stepsOf(pattern, flags)(length) <= 500_000).toBe(cheap),
  );
});

describe('what cannot be read', () => {
  it.each([
    [regex('('), 'Rule “r”, regular expression: Unterminated group.'],
    [regex('a', 'uv'), 'Rule “r”, regular expression: The flags u and v exclude each other.'],
    [{ kind: 'mask', mask: '0' } as const, /^Rule “r”, mask: '0' at position 1 is half a byte/],
    [{ kind: 'contains', encoding: 'text', text: '' } as const, /It is empty/],
    [{ kind: 'exact', encoding: 'hex', text: 'zz' } as const, /isn't a hex digit/],
  ])('%j', (match, message) => {
    const made = compileSet(setOf([rule('ok', { kind: 'any' }), rule('r', match)]));
    expect(made).toMatchObject({ ok: false, field: 'rules.1.match' });
    expect(made.ok ? '' : made.message).toMatch(message);
  });
});
