import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RowKind } from '../../src/contract/rows.ts';
import { pcapng } from '../../src/main/bench/export/pcapng.ts';
import { openSource } from '../../src/main/bench/export/source.ts';
import { jsonLines } from '../../src/main/bench/export/texts.ts';
import { factsOf } from '../../src/main/bench/export/facts.ts';
import { gather, sessionOf, withCapture } from '../support/export-source.ts';
import { flatRows, type ReadFile, readCapture } from '../support/import.ts';

const AT = 1_763_719_275_123.25;

const anyRow = fc.record({
  wait: fc.integer({ min: 0, max: 4000 }).map((quarters) => quarters / 4096),
  kind: fc.constantFrom<RowKind>(
    'in',
    'out',
    'in',
    'out',
    'note',
    'connect',
    'tls',
    'fault',
    'resolve',
    'error',
  ),
  size: fc.oneof(fc.nat(40), fc.nat(40), fc.nat(70_000)),
  text: fc.string({ unit: 'grapheme', maxLength: 30 }),
  peer: fc.constantFrom('127.0.0.2:5001', '127.0.0.3:5002', 'fe80::1%eth0', 'who?'),
});

describe('a file of ours', () => {
  const formats = {
    pcapng: (source: Awaited<ReturnType<typeof openSource>>) => pcapng([source], { version: '0.0.0' }),
    'JSON Lines': jsonLines,
  };
  for (const [name, format] of Object.entries(formats)) {
    for (const tool of ['tcp', 'udp'] as const) {
      test(`${name} of ${tool} gives back every row, whatever it held and however the file comes`, () =>
        fc.assert(
          fc.asyncProperty(
            fc.array(anyRow, { maxLength: 25 }),
            fc.integer({ min: 300, max: 9000 }),
            (rows, size) =>
              withCapture(async (capture) => {
                let time = AT;
                for (const row of rows) {
                  time += row.wait;
                  if (row.kind === 'in' || row.kind === 'out')
                    capture.dataAt(
                      time,
                      row.kind,
                      randomBytes(row.size % 65_508),
                      tool === 'udp' ? row.peer : undefined,
                    );
                  else capture.eventAt(time, row.kind, row.text);
                }
                const session = sessionOf(capture, { tool });
                const file = await gather(format(await openSource({ session, capture })));
                const { sessions, notes } = readCapture(file, size);
                expect(notes).toEqual([]);
                expect(sessions.length).toBe(1);
                expect(sessions[0]?.facts).toEqual(factsOf(session));
                expect(sessions[0]?.rows).toEqual(await flatRows(capture));
              }),
          ),
          { numRuns: 25 },
        ));
    }
  }

  test('that is cut anywhere gives what came before, and says at which byte', () =>
    withCapture(async (capture) => {
      for (let i = 0; i < 6; i++) capture.dataAt(AT + i, i % 2 ? 'in' : 'out', randomBytes(40));
      capture.eventAt(AT + 9, 'close', 'Closed.');
      const session = sessionOf(capture);
      const all = await flatRows(capture);
      for (const format of [
        pcapng([await openSource({ session, capture })], { version: '0' }),
        jsonLines(await openSource({ session, capture })),
      ]) {
        const file = await gather(format);
        for (let end = 1; end < file.length; end++) {
          let found: ReadFile;
          try {
            found = readCapture(file.subarray(0, end));
          } catch (error) {
            expect(error).toMatchObject({
              failure: { code: expect.stringMatching(/BROKEN_FILE|NOT_A_CAPTURE|NOTHING_IN_FILE/) },
            });
            continue;
          }
          const rows = found.sessions[0]?.rows ?? [];
          expect(rows).toEqual(all.slice(0, rows.length));
          for (const note of found.notes) expect(note).toMatch(/byte [\d,]+|no TCP or UDP/);
        }
      }
    }));

  test('with flipped bytes never does worse than stop', () =>
    withCapture(async (capture) => {
      for (let i = 0; i < 6; i++) capture.dataAt(AT + i, i % 2 ? 'in' : 'out', randomBytes(40));
      const session = sessionOf(capture);
      const whole = await gather(pcapng([await openSource({ session, capture })], { version: '0' }));
      const lines = await gather(jsonLines(await openSource({ session, capture })));
      fc.assert(
        fc.property(
          fc.boolean(),
          fc.array(fc.tuple(fc.nat(3000), fc.nat(255)), { minLength: 1, maxLength: 8 }),
          (json, flips) => {
            const file = Uint8Array.from(json ? lines : whole);
            for (const [at, byte] of flips) file[at % file.length] = byte;
            try {
              readCapture(file, 97);
            } catch (error) {
              expect(error).toHaveProperty('failure.code');
            }
          },
        ),
        { numRuns: 500 },
      );
    }));
});

describe('a file that is none', () => {
  const refused = (file: Uint8Array) => {
    try {
      readCapture(file);
    } catch (error) {
      return (error as { failure?: { code: string } }).failure?.code;
    }
    return 'taken';
  };
  test('is refused by name', () => {
    expect(refused(Buffer.from('hello world'))).toBe('NOT_A_CAPTURE');
    expect(refused(Buffer.from([0x1f, 0x8b, 8, 0, 0]))).toBe('COMPRESSED');
    expect(refused(Buffer.from('{"a":1}\n'))).toBe('BROKEN_FILE');
    expect(refused(Buffer.from([0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 1, 2, 3, 4]))).toBe('BROKEN_FILE');
    expect(refused(new Uint8Array())).toBe('NOTHING_IN_FILE');
  });
});
