import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FoundSecret } from '../../../src/main/tools/http/library/find-secret.ts';

const value = fc
  .string({ minLength: 4, maxLength: 60, unit: 'grapheme' })
  .map((text) => text.trim())
  .filter((text) => text.length > 3);

test.each<[form: string, as: (text: string) => string]>([
  ['bare', (text) => text],
  ['part of a URL', encodeURIComponent],
  ['in a URL', encodeURI],
  ['in a form', (text) => new URLSearchParams({ v: text }).toString().slice(2)],
  ['in JSON', (text) => JSON.stringify(text).slice(1, -1)],
  [
    'in the query of a URL',
    (text) => new URL(`http://x/?${text.replaceAll(/[#\t\r\n]/g, '-')}`).search.slice(1),
  ],
])('a secret is found %s', (form, as) => {
  fc.assert(
    fc.property(value, (secret) => {
      const told = form === 'in the query of a URL' ? secret.replaceAll(/[#\t\r\n]/g, '-').trim() : secret;
      fc.pre(told.length > 3);
      expect(new FoundSecret('name', told).without(`before ${as(told)} behind`)).toBe(
        'before {{name}} behind',
      );
    }),
  );
});

test('what is cut off in the middle of it, and a long one', () => {
  const found = new FoundSecret('name', 'pass word/ü');
  for (const left of ['pass…', 'it: pass wor….', 'pass%20w…', 'pass+word%2…', 'pass word/%C3%B…'])
    expect(found.withoutCut(left)).toMatch(/^(it: )?\{\{name\}\}….?$/);
  expect(found.withoutCut('pas…')).toBe('pas…');
  expect(found.withoutCut('pass')).toBe('pass');
  const long = '$&é"'.repeat(100_000);
  expect(new FoundSecret('name', long).without(`<${long}>`)).toBe('<{{name}}>');
});
