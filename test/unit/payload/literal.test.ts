import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { toLiteral } from '../../../src/contract/payload/literal.ts';

const folder = mkdtempSync(join(tmpdir(), 'wirebench-literal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const has = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
};

/** Cases that once fooled somebody's generator, and as many that nobody thought of. */
const cases: Uint8Array[] = [
  ...[
    '',
    'Hello, server!\r\n',
    'two\nlines\n',
    '"quotes" and \'apostrophes\' and \\backslashes\\',
    "??= ??/ ??' ??( ???? trigraphs ??!",
    '\x01f\x1b[0m\x00abc\x00123\x7fdef',
    'é😀\u2028\u2029\ufeff\u0085',
    '%s %n ${x} `tick` {brace}',
    'x'.repeat(300),
    '\n\n\n',
  ].map((text) => new TextEncoder().encode(text)),
  Uint8Array.from({ length: 256 }, (_, i) => i),
  Uint8Array.from({ length: 512 }, (_, i) => (i % 2 ? 0x41 + (i % 6) : i >> 1)),
  Uint8Array.of(0xff, 0x41),
  Uint8Array.of(0xc3, 0x28, 0x0a),
  ...fc.sample(fc.uint8Array({ maxLength: 400 }), { numRuns: 40, seed: 7 }),
  ...fc.sample(
    fc
      .string({ unit: fc.constantFrom(...'?/="\'\\\n\r\0a0\x01é') })
      .map((text) => new TextEncoder().encode(text)),
    { numRuns: 40, seed: 7 },
  ),
];

const expected = cases.map((bytes) => Buffer.from(bytes).toString('hex'));
const run = (program: string, args: string[]): string[] =>
  execFileSync(program, args, { encoding: 'utf8', timeout: 60_000 }).split('\n').slice(0, -1);

describe('a literal holds exactly the bytes it was made of', () => {
  it.skipIf(!has('gcc'))('in C, trigraphs on', () => {
    const blocks = cases.map(
      (bytes) =>
        `{\n${toLiteral(bytes, 'C')}for (unsigned long i = 0; i < data_length; i++) printf("%02x", data[i]);\nputs("");\n}`,
    );
    const source = join(folder, 'literals.c');
    writeFileSync(source, `#include <stdio.h>\nint main(void) {\n${blocks.join('\n')}\nreturn 0; }\n`);
    execFileSync('gcc', [
      '-std=c99',
      '-Wall',
      '-Werror',
      '-trigraphs',
      '-o',
      join(folder, 'literals'),
      source,
    ]);
    expect(run(join(folder, 'literals'), [])).toEqual(expected);
  });

  it.skipIf(!has('python3'))('in Python', () => {
    const source = join(folder, 'literals.py');
    writeFileSync(source, cases.map((bytes) => `${toLiteral(bytes, 'Python')}print(data.hex())\n`).join(''));
    expect(run('python3', [source])).toEqual(expected);
  });

  it('in JavaScript', () => {
    const source = join(folder, 'literals.mjs');
    const blocks = cases.map(
      (bytes) => `{\n${toLiteral(bytes, 'JavaScript')}console.log(Buffer.from(data).toString('hex'));\n}\n`,
    );
    writeFileSync(source, blocks.join(''));
    expect(run(process.execPath, [source])).toEqual(expected);
  });
});
