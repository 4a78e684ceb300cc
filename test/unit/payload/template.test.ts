import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeBytes } from '../../../src/contract/payload/escape.ts';
import { formatHex } from '../../../src/contract/payload/hex.ts';
import { compileTemplate, type Moment } from '../../../src/contract/payload/template.ts';

const moment = (counter = 0): Moment => ({
  counter,
  time: Date.UTC(2026, 2, 9, 7, 5, 3, 42),
  random: (bytes) => bytes.forEach((_, i) => (bytes[i] = i + 1)),
});
const NOTHING = new Uint8Array();

/** The bytes as hex, or the sentence that says what is wrong. */
function made(text: string, inText: boolean, counter = 0, tail = NOTHING): string {
  const template = compileTemplate(text, inText, tail);
  if (!template.ok) return template.message;
  const built = template.build(moment(counter));
  return built.ok ? (inText ? escapeBytes(built.bytes) : formatHex(built.bytes)) : built.message;
}
const text = (source: string, counter?: number) => made(source, true, counter);
const hex = (source: string, counter?: number) => made(source, false, counter);

describe('a template', () => {
  it('makes the frames of protocols people speak', () => {
    // Modbus application protocol: read ten holding registers of unit 1.
    expect(hex('01 03 00 00 00 0a {{crc16-modbus:le}}')).toBe('01 03 00 00 00 0a c5 cd');
    expect(hex('{{counter:2}} 00 00 {{length:2}} 01 03 00 00 00 0a', 6)).toBe(
      '00 07 00 00 00 06 01 03 00 00 00 0a',
    );
    expect(text('$GPGLL,5300.97914,N,00259.98174,E,125926,A*{{xor:1..-1}}')).toBe(
      '$GPGLL,5300.97914,N,00259.98174,E,125926,A*28',
    );
    expect(
      text('POST / HTTP/1.1\\r\\nContent-Length: {{length:body..}}\\r\\n\\r\\n{{mark:body}}Hello, server!'),
    ).toBe('POST / HTTP/1.1\\r\\nContent-Length: 14\\r\\n\\r\\nHello, server!');
    // An ICMP echo's checksum is another kind; a sum over a header that holds it counts it as zero.
    expect(hex('10 {{sum8:0..4}} 20 30 ff')).toBe('10 60 20 30 ff');
  });

  it('writes numbers as digits in a text and as bytes in hex, or as asked', () => {
    expect(text('n={{counter}}', 9)).toBe('n=10');
    expect(text('{{counter:from=1:step=-2}} {{counter:from=1:step=-2:03d}}', 2)).toBe('-3 -003');
    expect(hex('{{counter:2:from=1:step=-2}}', 2)).toBe(hex('ff fd'));
    expect(text('{{counter:04d}} {{counter:x}} {{counter:4X}}', 254)).toBe('0255 ff 00FF');
    expect(text('{{counter:2:be}}{{counter:2:le}}')).toBe('\\0\\x01\\x01\\0');
    expect(hex('{{counter}} {{counter:1}} {{counter:3:le}}')).toBe('00 00 00 01 01 01 00 00');
    expect(hex('{{counter:d}}', 41)).toBe('34 32');
    expect(text('{{crc32}} {{crc32:x}} {{sum8:d}}')).toBe('00000000 70a59672 149');
  });

  it('counts on with each message, from where and by what is asked, and starts again when it is full', () => {
    expect([0, 1, 2].map((n) => hex('{{counter:1:from=254}}', n))).toEqual(['fe', 'ff', '00']);
    expect(text('{{counter:from=100:step=-10}}', 2)).toBe('80');
  });

  it('tells the time in UTC', () => {
    expect(text('{{time}}')).toBe('2026-03-09T07:05:03.042Z');
    expect(text('{{time:date}} {{time:clock}} {{time:hhmmss}} {{time:ddmmyy}}')).toBe(
      '2026-03-09 07:05:03 070503 090326',
    );
    expect(text('{{time:unix}} {{time:unix-ms}}')).toBe('1773039903 1773039903042');
    expect(hex('{{time:unix:4}}')).toBe('69 ae 71 1f');
    expect(hex('{{time:unix:2}}')).toMatch(/^The time at position 1 is \d+: too large for 2 bytes\.$/);
  });

  it('puts in random bytes, letters or digits, as many as asked', () => {
    expect(hex('{{random:3}}')).toBe('01 02 03');
    expect(text('{{random:3}} {{random:3:d}} {{random:3:x}} {{random:1:bytes}}')).toBe('BCD 123 010 \\x01');
  });

  it('counts in a length what follows, the whole message, or a range, also when it counts its own digits', () => {
    expect(text('{{length}}abc')).toBe('3abc');
    expect(text(`{{length:all}}${'x'.repeat(98)}`)).toBe(`100${'x'.repeat(98)}`.replace('100', '101'));
    expect(text(`{{length:all}}${'x'.repeat(97)}`)).toBe(`99${'x'.repeat(97)}`);
    expect(text('{{length:a..b}}{{mark:a}}1234{{mark:b}}5')).toBe('412345');
    expect(made('{{length}}hi', true, 0, Uint8Array.of(13, 10))).toBe('4hi\\r\\n');
    expect(hex(`{{length:1}} ${'00'.repeat(256)}`)).toBe(
      'The length at position 1 is 256: too large for one byte.',
    );
  });

  it('sees to lengths before checksums, and to checksums in their order', () => {
    expect(hex('{{length:1}} 02 {{xor}} 04 {{sum8}}')).toBe('04 02 06 04 10');
    expect(hex('{{sum8:0..}}')).toBe('00');
  });

  it('leaves single braces, and those that are escaped', () => {
    expect(text('{"a":{"b":1}}')).toBe('{"a":{"b":1}}');
    expect(text('\\{{counter}}')).toBe('{{counter}}');
    expect(text('\\\\{{counter}}')).toBe('\\\\1');
    expect(text('{\\{')).toBe('{{');
  });

  it('says what is wrong and where', () => {
    expect(text('ab {{countr}}')).toMatch(
      /^\{\{countr}} at position 6 isn't known\. There is: counter, time/,
    );
    expect(text('ab {{counter')).toBe("The braces at position 4 aren't closed. Write \\{ for a brace.");
    expect(text('{{}}')).toMatch(/^The braces at position 3 hold nothing/);
    expect(text('{{counter}} \\q')).toMatch(/^'q' after the backslash at position 13/);
    expect(hex('{{counter}} 4g')).toBe("'g' at position 14 isn't a hex digit.");
    expect(hex('4{{counter}}1')).toMatch(/^'4' at position 1 is half a byte/);
    expect(text('{{counter:9}}')).toBe('The placeholder at position 1 can have 1 to 8 bytes, not 9.');
    expect(text('{{crc32:2}}')).toBe('CRC-32 at position 3 has 4 bytes, more than 2.');
    expect(text('{{xor:a..b}}')).toBe("The placeholder at position 1 names 'a': no such mark.");
    expect(text('{{mark:a}}{{mark:a}}')).toBe("The mark 'a' at position 11 is there twice.");
    expect(text('ab{{xor:1..9}}')).toBe(
      'The range of the placeholder at position 3 is bytes 1 to 9; the message has 4.',
    );
    expect(text('{{time:fast}}')).toMatch(/^\{\{time}} takes no 'fast', at position 8/);
    expect(text('{{random:0}}')).toMatch(/needs a count from 1 to 65536/);
    expect(text('{{mark}}')).toMatch(/needs a name/);
    expect(text('{{counter}}'.repeat(257))).toMatch(
      /can have 256 placeholders; one more is at position 2817/,
    );
    expect(text('{{random:65536}}'.repeat(17))).toMatch(/more than 1048576 random bytes/);
  });

  it('tells which bytes a placeholder became', () => {
    const template = compileTemplate('a{{counter:2}}b{{mark:x}}{{xor}}', true, NOTHING);
    const built = template.ok && template.build(moment());
    expect(built && built.ok && built.spans).toEqual([
      { name: 'counter', from: 1, to: 14, start: 1, end: 3 },
      { name: 'checksum', from: 25, to: 32, start: 4, end: 6 },
    ]);
    expect(template.ok && template.varies).toBe(true);
    const still = compileTemplate('a{{xor}}', true, NOTHING);
    expect(still.ok && still.varies).toBe(false);
  });

  it('never throws, and blames a place of the text, whatever is typed', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '{{',
        '}}',
        ':',
        '..',
        '-1',
        'counter',
        'length',
        'crc32',
        'xor',
        'mark:a',
        'a',
        'random',
        'le',
        '\\',
        '\\{',
        '0x',
        '4',
        '41 ',
        'all',
        '06d',
        'X',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), fc.boolean(), fc.nat(1e6), (parts, inText, counter) => {
        const source = parts.join('');
        const template = compileTemplate(source, inText, NOTHING);
        const built = template.ok ? template.build(moment(counter)) : template;
        if (built.ok) {
          for (const span of built.spans) {
            expect(source.slice(span.from, span.to)).toMatch(/^\{\{[^]*}}$/);
            expect(span.start <= span.end && span.end <= built.bytes.length).toBe(true);
          }
        } else {
          expect(built.at).toBeGreaterThanOrEqual(0);
          expect(built.at).toBeLessThanOrEqual(source.length);
          expect(built.message).toMatch(/\.$/);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('without placeholders is the message as it is written', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const source = escapeBytes(bytes).replaceAll('{', '\\{');
        const template = compileTemplate(source, true, NOTHING);
        const built = template.ok && template.build(moment());
        expect(built && built.ok && formatHex(built.bytes)).toBe(formatHex(bytes));
      }),
    );
  });
});
