import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExchangeDetail, Looks } from '../../../src/contract/http/exchange.ts';
import { showing, VisibleLines } from '../../../src/renderer/tools/http/answer/folds.ts';
import {
  charsetOf,
  fileNameOf,
  isKnown,
  layoutFor,
  layoutOf,
  previewOf,
} from '../../../src/renderer/tools/http/answer/media.ts';
import { pairHeaders } from '../../../src/renderer/tools/http/answer/pair-headers.ts';
import { phasesOf } from '../../../src/renderer/tools/http/answer/phases.ts';
import { parseSetCookie } from '../../../src/renderer/tools/http/answer/set-cookie.ts';
import { tabsOf } from '../../../src/renderer/tools/http/answer/tabs.ts';
import { marked, tokensOf } from '../../../src/renderer/tools/http/answer/tokens.ts';

test('folded lines are out of view, and every other one has its row', () => {
  const fold = fc.tuple(fc.nat(60), fc.nat(20)).map(([first, length]) => [first, first + length] as const);
  fc.assert(
    fc.property(fc.array(fold, { maxLength: 8 }), (pairs) => {
      const folds = new Map(pairs);
      const lines = 100;
      const hidden = (line: number) => [...new VisibleTruth(folds).hidden].includes(line);
      const seen = Array.from({ length: lines }, (_, n) => n).filter((line) => !hidden(line));
      const visible = new VisibleLines(folds);
      expect(visible.count(lines)).toBe(seen.length);
      expect(seen.map((_, row) => visible.lineOf(row))).toEqual(seen);
      for (const [row, line] of seen.entries()) expect(visible.rowOf(line)).toBe(row);
    }),
  );
});

/** The same by marking each line. */
class VisibleTruth {
  readonly hidden = new Set<number>();
  constructor(folds: ReadonlyMap<number, number>) {
    let end = -1;
    for (const [first, last] of [...folds].sort(([a], [b]) => a - b)) {
      // What begins inside a fold is hidden by it, and hides nothing more.
      if (first <= end || last <= first) continue;
      end = last;
      for (let line = first + 1; line <= last; line++) this.hidden.add(line);
    }
  }
}

test('a line is shown by unfolding what hides it', () => {
  const folds = new Map([
    [0, 50],
    [10, 20],
    [60, 70],
  ]);
  expect([...showing(folds, 15)]).toEqual([[60, 70]]);
  expect(showing(folds, 60)).toBe(folds);
});

test('tokens are the line, whatever it is, and what is found is marked', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('json' as const, 'xml' as const, 'html' as const),
      fc.string({ unit: fc.constantFrom(...'{}[]":,\\ <>/=\'!-a1.e+tnI'), maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(...'a1"<'), maxLength: 2 }),
      (layout, text, wanted) => {
        const tokens = tokensOf(layout, text);
        expect(tokens.map((token) => token.text).join('')).toBe(text);
        const pieces = marked(tokens, wanted);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        expect(pieces.some(({ found }) => found)).toBe(wanted !== '' && text.toLowerCase().includes(wanted));
      },
    ),
  );
  expect(tokensOf('json', '"a b": -1.5e3,').map(({ kind, text }) => [kind, text])).toEqual([
    ['name', '"a b"'],
    ['mark', ':'],
    ['mark', ' '],
    ['number', '-1.5e3'],
    ['mark', ','],
  ]);
  expect(tokensOf('xml', '<a b="c>d"/>x').map(({ kind, text }) => [kind, text])).toEqual([
    ['mark', '<'],
    ['name', 'a'],
    ['mark', ' '],
    ['word', 'b'],
    ['mark', '='],
    ['string', '"c>d"'],
    ['mark', '/'],
    ['mark', '>'],
    ['text', 'x'],
  ]);
});

test('how a body is looked at follows from its type', () => {
  expect(layoutOf('application/json; charset=utf-8')).toBe('json');
  expect(layoutOf('application/problem+json')).toBe('json');
  expect(layoutOf('image/svg+xml')).toBe('xml');
  expect(layoutOf('text/html')).toBe('html');
  expect(layoutOf('text/plain')).toBeNull();
  expect(previewOf('image/svg+xml')).toBe('image');
  expect(previewOf('image/heic')).toBeNull();
  expect(charsetOf('ISO-8859-1')).toBe('Latin-1');
  expect(charsetOf(null)).toBe('UTF-8');
  expect(['UTF-8', 'latin1', 'utf-16', 'shift_jis', 'iso-8859-15'].map(isKnown)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('what a body plainly is goes before what its type says', () => {
  expect(layoutFor('application/json', 'html')).toEqual({ layout: 'html', odd: 'HTML' });
  expect(layoutFor('text/html', 'json')).toEqual({ layout: 'json', odd: 'JSON' });
  expect(layoutFor('application/xhtml+xml', 'xml')).toEqual({ layout: 'html', odd: null });
  expect(layoutFor('application/json', null)).toEqual({ layout: 'json', odd: null });
  expect(layoutFor('application/json', 'gzip').odd).toMatch(/^gzip data/);
  expect(layoutFor('image/png', 'binary')).toEqual({ layout: null, odd: null });
});

test('a saved body has a name without surprises', () => {
  expect(fileNameOf('http://a/b/report.pdf?x=1', null, 'application/pdf')).toBe('report.pdf');
  expect(fileNameOf('http://a/', null, 'application/json')).toBe('answer.json');
  expect(fileNameOf('http://a', 'attachment; filename="../../etc/passwd"', '')).toBe('_.._etc_passwd');
  const both = 'attachment; filename="plain.txt"; filename*=UTF-8\'\'na%C3%AFve%20%E2%82%AC.txt';
  expect(fileNameOf('http://a', both, '')).toBe('naïve _.txt');
  expect(fileNameOf('http://a', 'attachment; filename="a \\"b\\".txt"', '')).toBe('a _b_.txt');
  expect(fileNameOf('http://a/a%20b%2Fc.bin', 'inline', '')).toBe('a b_c.bin');
  expect(fileNameOf('http://a/%2e%2e', null, '')).toBe('answer.bin');
});

test('phases follow each other, and those that were not are left out', () => {
  const none = { name: null, connect: null, proxy: null, tls: null, send: 1, wait: 2, receive: 0 };
  expect(phasesOf(none).map(({ name, from, ms }) => [name, from, ms])).toEqual([
    ['Send', 0, 1],
    ['Wait', 1, 2],
    ['Receive', 3, 0],
  ]);
});

test('headers are paired by name in any case, and cookies shown by their parts', () => {
  const left = [
    { name: 'Date', value: '1' },
    { name: 'X', value: 'same' },
  ];
  const right = [
    { name: 'x', value: 'same' },
    { name: 'date', value: '2' },
    { name: 'Y', value: '3' },
  ];
  expect(pairHeaders(left, right)).toEqual([
    { name: 'date', left: ['1'], right: ['2'] },
    { name: 'y', left: [], right: ['3'] },
  ]);
  expect(parseSetCookie('a=b=c; Path=/;  HttpOnly')).toEqual({
    name: 'a',
    value: 'b=c',
    rest: 'Path=/; HttpOnly',
  });
  expect(parseSetCookie('bare')).toEqual({ name: '', value: 'bare', rest: '' });
});

/** What is known of an answer, as far as its tabs depend on it. */
function detailOf(
  type: string,
  more: { decoded?: number; charset?: string; answered?: boolean; looks?: Looks } = {},
): ExchangeDetail {
  const { decoded = 10, charset = null, answered = true, looks = null } = more;
  const hop = { answer: answered ? { headers: [] } : null };
  return {
    summary: { type, bytes: { sent: 0, received: 10, decoded, expected: null } },
    hops: [hop],
    body: { codings: [], charset, looks, whole: true, note: null, savedTo: null },
    expectations: [],
  } as unknown as ExchangeDetail;
}

test('an answer has the tabs that its type allows, and begins with the one that suits it', () => {
  const of = (...given: Parameters<typeof detailOf>) => {
    const { tabs, suits } = tabsOf(detailOf(...given));
    return [suits, tabs.slice(0, -3).join(' ')];
  };
  expect(of('application/json')).toEqual(['Pretty', 'Pretty Text Hex']);
  expect(of('text/html')).toEqual(['Pretty', 'Pretty Preview Text Hex']);
  expect(of('image/png')).toEqual(['Preview', 'Preview Text Hex']);
  expect(of('text/event-stream')).toEqual(['Events', 'Events Text Hex']);
  expect(of('text/plain')).toEqual(['Text', 'Text Hex']);
  expect(of('application/zip')).toEqual(['Hex', 'Text Hex']);
  expect(of('application/json', { charset: 'utf-16le' })).toEqual(['Text', 'Text Hex']);
  expect(of('application/json', { decoded: 2 ** 30 })).toEqual(['Text', 'Pretty Text Hex']);
  expect(of('text/plain', { looks: 'json' })).toEqual(['Pretty', 'Pretty Text Hex']);
  expect(of('', { looks: 'xml' })).toEqual(['Pretty', 'Pretty Text Hex']);
  expect(of('text/css', { looks: 'json' })).toEqual(['Text', 'Text Hex']);
  expect(of('application/json', { looks: 'gzip' })).toEqual(['Hex', 'Text Hex']);
  expect(of('', { answered: false })).toEqual(['Headers', '']);
});
