import { describe, expect, test } from 'vitest';
import type { XmlRpcValue } from '../../../src/contract/http/request.ts';
import {
  addTo,
  removeAt,
  renameAt,
  rowsOf,
  setAt,
  turned,
} from '../../../src/renderer/tools/http/kinds/xml-rpc-draft.ts';
import {
  blankCookie,
  formOf,
  readCookie,
  shownTime,
} from '../../../src/renderer/tools/http/request/cookie-form.ts';

const text = (value: string): XmlRpcValue => ({ kind: 'string', value });
const PARAMS: XmlRpcValue[] = [
  text('a'),
  {
    kind: 'struct',
    members: [
      { name: 'x', value: { kind: 'array', items: [text('b'), text('c')] } },
      { name: 'y', value: text('d') },
    ],
  },
];
const lines = (params: readonly XmlRpcValue[]) =>
  rowsOf(params).map(
    ({ label, name, value }) => `${label} ${name ?? '-'} ${'value' in value ? value.value : value.kind}`,
  );

describe('parameters as rows', () => {
  test('each is found by its path, and changed there alone', () => {
    expect(lines(PARAMS)).toEqual([
      '1 - a',
      '2 - struct',
      '2.1 x array',
      '2.1.1 - b',
      '2.1.2 - c',
      '2.2 y d',
    ]);
    for (const { path, label } of rowsOf(PARAMS)) {
      const changed = setAt(PARAMS, path, text('new'));
      expect(lines(changed)).toContainEqual(expect.stringMatching(new RegExp(`^${label} . ?new$`)));
      expect(lines(removeAt(PARAMS, path)).length).toBeLessThan(lines(PARAMS).length);
    }
    expect(lines(setAt(PARAMS, [1, 0, 1], text('z')))).toEqual([
      '1 - a',
      '2 - struct',
      '2.1 x array',
      '2.1.1 - b',
      '2.1.2 - z',
      '2.2 y d',
    ]);
    expect(lines(removeAt(PARAMS, [1, 0]))).toEqual(['1 - a', '2 - struct', '2.1 y d']);
  });

  test('members get names, arrays and structs get more', () => {
    expect(lines(renameAt(PARAMS, [1, 1], 'other'))).toContain('2.2 other d');
    expect(lines(addTo(PARAMS, [1, 0]))).toContain('2.1.3 - ');
    expect(lines(addTo(PARAMS, [1]))).toContain('2.3  ');
    expect(addTo(PARAMS, [0])).toEqual(PARAMS);
  });

  test('another type keeps what was typed where it can', () => {
    expect(turned(text('7'), 'int')).toEqual({ kind: 'int', value: '7' });
    expect(turned(text('true'), 'boolean')).toEqual({ kind: 'boolean', value: 'true' });
    expect(turned(PARAMS[1]!, 'array')).toMatchObject({
      kind: 'array',
      items: [{ kind: 'array' }, text('d')],
    });
    expect(turned(PARAMS[0]!, 'struct')).toEqual({ kind: 'struct', members: [] });
    expect(turned(PARAMS[0]!, 'nil')).toEqual({ kind: 'nil' });
  });
});

describe('a cookie as it is typed', () => {
  const form = { ...blankCookie('localhost'), name: ' a ', value: '1' };

  test('is read, and shown again as it was', () => {
    const read = readCookie({ ...form, expires: '2030-12-31 23:59', sameSite: 'lax', subdomains: true });
    if (!('cookie' in read)) expect.fail(read.why);
    expect(read.cookie).toMatchObject({
      name: 'a',
      domain: 'localhost',
      path: '/',
      hostOnly: false,
      sameSite: 'lax',
    });
    expect(shownTime(read.cookie.expires!)).toBe('2030-12-31 23:59');
    expect(readCookie(formOf(read.cookie))).toEqual(read);
  });

  test.each([
    [{ name: ' ' }, 'name'],
    [{ domain: '' }, 'domain'],
    [{ path: 'x' }, 'path'],
    [{ expires: 'tomorrow' }, 'expires'],
  ])('%j is refused with its field', (change, field) => {
    expect(readCookie({ ...form, ...change })).toMatchObject({ field, why: expect.stringMatching(/\.$/) });
  });
});
