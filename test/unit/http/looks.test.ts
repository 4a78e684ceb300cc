import { expect, test } from 'vitest';
import { gzipSync } from 'node:zlib';
import { bomOf, looksLike } from '../../../src/main/tools/http/client/looks.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ['json', '{"a":1}'],
  ['json', ' \n{}'],
  ['json', '{'],
  ['json', '[]'],
  ['json', '[{"a":1}]'],
  ['json', '[1, 2]'],
  ['json', '[12]'],
  ['json', '\ufeff{"a":1}'],
  ['xml', '<?xml version="1.0"?><a/>'],
  ['html', '<!DOCTYPE html><p>'],
  ['html', '<!-- x --><html>'],
  ['gzip', gzipSync('x')],
  ['binary', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1])],
  [null, ''],
  [null, 'hello'],
  [null, '[2026-01-01 12:00] a line of a log'],
  [null, '[12] a line of a log'],
  [null, '[INFO] a line of a log'],
  [null, '{{ a template }}'],
  [null, '{ color: red }'],
  [null, '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  [null, 'tabs\tand\x1b[31m colours\r\n'],
])('looks like %s: %s', (looks, body) => {
  expect(looksLike(typeof body === 'string' ? bytes(body) : body)).toBe(looks);
});

test('a byte order mark tells the charset', () => {
  expect(bomOf(bytes('\ufeffx'))).toBe('utf-8');
  expect(bomOf(Uint8Array.of(0xff, 0xfe, 0x7b, 0))).toBe('utf-16le');
  expect(bomOf(Uint8Array.of(0xfe, 0xff, 0, 0x7b))).toBe('utf-16be');
  expect(bomOf(bytes('x'))).toBeNull();
  // Its noughts are half of its letters.
  expect(looksLike(Uint8Array.of(0xff, 0xfe, 0x7b, 0))).toBeNull();
});
