import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cut,
  folded,
  linkWithin,
  MAX_NAME,
  numbered,
  partName,
  safePath,
  SafePaths,
} from '../../../src/main/bench/files/names.ts';

describe('names of the other side', () => {
  test.each([
    ['', 'no name'],
    ['/etc/passwd', 'root of the disk'],
    ['\\\\server\\share', 'root of the disk'],
    ['C:/Windows', 'drive letter'],
    ['c:file', 'drive letter'],
    ['..', '“..”'],
    ['a/../b', '“..”'],
    ['a/..', '“..”'],
    ['a\\..\\..\\b', '“..”'],
    ['a//b', 'empty'],
    ['a/', 'empty'],
    ['./a', 'empty'],
    ['n'.repeat(256), '255 bytes'],
    ['é'.repeat(128), '255 bytes'],
    ['a/'.repeat(600) + 'a', 'folders deep'],
  ])('%j is refused', (path, why) => {
    expect(safePath(path, 'linux').why).toContain(why);
    expect(safePath(path, 'win32').why).toContain(why);
  });

  test.each([
    ['new\nline', 'new_line'],
    ['a\0b', 'a_b'],
    ['\u001b[31mred', '_[31mred'],
    ['photo\u202egnp.exe', 'photo_gnp.exe'],
    ['half \ud800 a character', 'half _ a character'],
    ['🎉 party 👩‍👩‍👧.jpg', '🎉 party 👩‍👩‍👧.jpg'],
    ['a.0123456789ab.part', 'a.0123456789ab_part'],
    ['a.0123456789AB-2.PART', 'a.0123456789AB-2_part'],
    ['a.part', 'a.part'],
    ['...', '...'],
    ['a\\b', 'a\\b'],
    ['con', 'con'],
    ['x. ', 'x. '],
    ['e\u0301', 'e\u0301'],
    ['n'.repeat(255), 'n'.repeat(255)],
  ])('%j is kept as %j', (path, name) => {
    expect(safePath(path, 'linux').parts).toEqual([name]);
  });

  test.each([
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['com1', '_com1'],
    ['LPT³.log', '_LPT³.log'],
    ['COM10', 'COM10'],
    ['console', 'console'],
    ['x. .', 'x___'],
    ['what?.txt', 'what_.txt'],
    ['file:stream', 'file_stream'],
    ['...', '___'],
  ])('on Windows, %j is kept as %j', (path, name) => {
    expect(safePath(path, 'win32').parts).toEqual([name]);
  });

  test('whatever the path, no part of it leads anywhere', () => {
    const pieces = fc.constantFrom('..', '.', '/', '\\', 'a', 'C:', '\0', '\n', ' ', 'con', '…', '\ud800');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces).map((all) => all.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (path) => {
          for (const platform of ['linux', 'win32'] as const) {
            const steers = platform === 'win32' ? /^\.{0,2}$|[/\0\n\\:]|[. ]$/ : /^\.{0,2}$|[/\0\n]/;
            const parts = safePath(path, platform).parts ?? [];
            const bad = parts.find((part) => steers.test(part) || Buffer.from(part).toString() !== part);
            if (bad !== undefined) throw new Error(`${platform} keeps ${JSON.stringify(bad)}`);
          }
        },
      ),
    );
  });

  test('paths that follow each other become what each becomes by itself', () => {
    const name = fc.constantFrom(
      '..',
      '.',
      '',
      '\\',
      'a',
      'b',
      'C:',
      '\n',
      'x.0123456789ab.part',
      'n'.repeat(256),
    );
    const path = fc.array(name, { maxLength: 4 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.array(path, { minLength: 2, maxLength: 8 }), (paths) => {
        const safe = new SafePaths();
        for (const one of paths) {
          const { parts, why } = safePath(one);
          const wanted = parts ? { parents: parts.slice(0, -1), name: parts.at(-1) } : { why };
          expect(safe.take(one)).toEqual(wanted);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('names that some disk takes for the same have one key', () => {
    for (const [a, b] of [
      ['README', 'readme'],
      ['\u00e9', 'e\u0301'],
      ['É', 'e\u0301'],
      ['Straße', 'STRASSE'],
      ['\u212b', 'å'],
      ['σς', 'ΣΣ'],
    ] as const) {
      expect(folded(a), `${a} ${b}`).toBe(folded(b));
    }
    expect(folded('a')).not.toBe(folded('b'));
  });

  test('a name is cut between characters', () => {
    expect(cut('aé🎉', 3)).toBe('aé');
    expect(cut('aé🎉', 6)).toBe('aé');
    expect(cut('aé🎉', 7)).toBe('aé🎉');
  });

  test('a numbered name keeps its extension and fits', () => {
    expect(numbered('report.pdf', 2)).toBe('report (2).pdf');
    expect(numbered('.bashrc', 3)).toBe('.bashrc (3)');
    expect(numbered('no dot', 2)).toBe('no dot (2)');
    expect(numbered(`${'🎉'.repeat(62)}.jpeg`, 10)).toBe(`${'🎉'.repeat(61)} (10).jpeg`);
    expect(Buffer.byteLength(numbered('n'.repeat(255), 2))).toBe(MAX_NAME);
  });

  test('a part’s name fits, tells files apart and is the same each time', () => {
    const file = { path: 'a/b', size: 5, modified: 6 };
    expect(Buffer.byteLength(partName('🎉'.repeat(63), file))).toBeLessThanOrEqual(MAX_NAME);
    expect(partName('b', file)).toBe(partName('b', { ...file }));
    const others = [
      file,
      { ...file, path: 'a/c' },
      { ...file, size: 6 },
      { ...file, size: null },
      { ...file, modified: 7 },
    ];
    expect(new Set([...others.map((one) => partName('b', one)), partName('b', file, 2)]).size).toBe(6);
  });

  test.each([
    [['a'], 'b', ['a', 'b']],
    [['a'], '../b', ['b']],
    [['a'], '..', []],
    [['a'], './b//c', ['a', 'b', 'c']],
    [['a'], '../..', null],
    [[], '../in/a', null],
    [['a', 'b'], 'c/../..', null],
    [['a'], '/etc', null],
    [['a'], 'C:\\x', null],
    [['a'], '', null],
    [['a'], 'x\ny', null],
  ])('a link in %j to %j leads to %j', (parents, target, within) => {
    expect(linkWithin(parents, target, 'linux')).toEqual(within);
  });

  test('on Windows a link may be written with backslashes', () => {
    expect(linkWithin(['a'], '..\\..\\b', 'win32')).toBeNull();
    expect(linkWithin(['a'], '..\\b', 'win32')).toEqual(['b']);
  });
});
