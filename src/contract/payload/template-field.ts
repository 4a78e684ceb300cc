import { type Checksum, checksumNamed } from './checksum.ts';
import { failAt, type ParseFailure } from './parsed.ts';

/** How a number is written: as bytes, or as digits in ASCII. */
export type NumberFormat =
  | { as: 'bytes'; width: number; endian: 'big' | 'little' }
  /** `digits`: at least so many, with zeros in front. */
  | { as: 'decimal'; digits: number }
  | { as: 'hex'; digits: number; upper: boolean };

/** One end of a range: a byte of the message (negative: counted back from the range's own end), or a mark. */
export type Edge = number | string;
/** Bytes `from … to-1`; null where the placeholder's own default holds. */
export interface Range {
  from: Edge | null;
  to: Edge | null;
}

export const TIME_FORMS = ['iso', 'date', 'clock', 'hhmmss', 'ddmmyy', 'unix', 'unix-ms'] as const;
export type TimeForm = (typeof TIME_FORMS)[number];

/** What stands between `{{` and `}}`. */
export type Field =
  | { kind: 'counter'; first: number; step: number; format: NumberFormat }
  | { kind: 'time'; form: TimeForm; format: NumberFormat }
  | { kind: 'random'; count: number; as: 'bytes' | 'letters' | 'decimal' | 'hex' }
  | { kind: 'length'; range: Range; format: NumberFormat }
  | { kind: 'checksum'; checksum: Checksum; range: Range; format: NumberFormat }
  | { kind: 'mark'; name: string };

/** Bytes of a number in hex where no width is given. */
const WIDTHS = { counter: 4, length: 2, unix: 4, 'unix-ms': 8 } as const;
const MOST_RANDOM = 65_536;
const NAMES =
  'counter, time, random, length, mark, crc16-modbus, crc16-arc, crc16-ccitt-false, crc16-xmodem, crc32, sum8, lrc, xor';

interface Arguments {
  width: number | null;
  endian: 'big' | 'little' | null;
  digits: NumberFormat | null;
  range: Range | null;
  first: number | null;
  step: number | null;
  /** Arguments that are words; their place in the text. */
  words: { word: string; at: number }[];
}

/**
 * Reads the inside of a placeholder, `name:argument:argument`, that begins at `at` of the whole text. Digits in ASCII
 * are what a text gets where nothing is said; bytes are what hex gets.
 */
export function parseField(inside: string, at: number, inText: boolean): Field | ParseFailure {
  const [name = '', ...rest] = inside.split(':');
  const word = name.trim().toLowerCase();
  const args = readArguments(rest, at + name.length + 1);
  if ('ok' in args) return args;
  const unknown = (allowed: readonly string[]) => {
    const odd = args.words.find((w) => !allowed.includes(w.word));
    return odd ? notAnArgument(odd.word, odd.at, word) : null;
  };
  /** Arguments that this placeholder has no use for. */
  const useless = (...uses: ('number' | 'range' | 'steps')[]) => {
    const said =
      (!uses.includes('number') && (args.width !== null || args.endian || args.digits) && 'a format') ||
      (!uses.includes('range') && args.range && 'a range') ||
      (!uses.includes('steps') && (args.first !== null || args.step !== null) && 'from= or step=');
    return said
      ? failAt(at, (p) => `{{${word}}} at position ${p} takes no ${said.replace(/^an? /, '')}.`)
      : null;
  };
  const format = (width: number, text: NumberFormat): NumberFormat => {
    if (args.digits) return args.digits;
    if (args.width === null && args.endian === null && inText) return text;
    return { as: 'bytes', width: args.width ?? width, endian: args.endian ?? 'big' };
  };
  const decimal: NumberFormat = { as: 'decimal', digits: 0 };

  if (word === 'counter') {
    const wrong = unknown([]) ?? useless('number', 'steps');
    if (wrong) return wrong;
    return {
      kind: 'counter',
      first: args.first ?? 1,
      step: args.step ?? 1,
      format: format(WIDTHS.counter, decimal),
    };
  }
  if (word === 'length') {
    const wrong = unknown(['all']) ?? useless('number', 'range');
    if (wrong) return wrong;
    const all = args.words.length > 0;
    const range = args.range ?? (all ? { from: 0, to: null } : { from: null, to: null });
    return { kind: 'length', range, format: format(WIDTHS.length, decimal) };
  }
  if (word === 'time') {
    const wrong = unknown(TIME_FORMS) ?? useless('number');
    if (wrong) return wrong;
    const form = (args.words[0]?.word ?? 'iso') as TimeForm;
    const isNumber = form === 'unix' || form === 'unix-ms';
    if (!isNumber && (args.width !== null || args.endian || args.digits))
      return failAt(at, (p) => `{{time:${form}}} at position ${p} is text and takes no format.`);
    return { kind: 'time', form, format: isNumber ? format(WIDTHS[form], decimal) : decimal };
  }
  if (word === 'random') {
    const wrong = unknown(['bytes', 'd', 'x']) ?? useless('number');
    if (wrong) return wrong;
    return readRandom(args, rest, at, inText);
  }
  if (word === 'mark') {
    const label = (rest[0] ?? '').trim();
    if (rest.length !== 1 || !/^[a-z_]\w*$/i.test(label))
      return failAt(at, (p) => `{{mark}} at position ${p} needs a name, as in {{mark:body}}.`);
    return { kind: 'mark', name: label };
  }
  const checksum = checksumNamed(word);
  if (!checksum) {
    return failAt(at, (p) =>
      word === ''
        ? `The braces at position ${p} hold nothing. They take: ${NAMES}.`
        : `{{${name.trim()}}} at position ${p} isn't known. There is: ${NAMES}.`,
    );
  }
  const wrong = unknown([]) ?? useless('number', 'range');
  if (wrong) return wrong;
  if (args.width !== null && args.width < checksum.width)
    return failAt(
      at,
      (p) => `${checksum.name} at position ${p} has ${checksum.width} bytes, more than ${args.width}.`,
    );
  const asked = format(checksum.width, { as: 'hex', digits: 0, upper: true });
  // The room of a checksum is fixed before its value is known.
  const most = asked.as === 'hex' ? checksum.width * 2 : String(256 ** checksum.width - 1).length;
  const fixed = asked.as === 'bytes' ? asked : { ...asked, digits: Math.max(asked.digits, most) };
  return { kind: 'checksum', checksum, range: args.range ?? { from: null, to: null }, format: fixed };
}

function readRandom(
  args: Arguments,
  rest: readonly string[],
  at: number,
  inText: boolean,
): Field | ParseFailure {
  const count = rest.length === 0 ? 8 : Number(rest.find((arg) => /^\s*\d+\s*$/.test(arg)) ?? Number.NaN);
  if (!Number.isInteger(count) || count < 1 || count > MOST_RANDOM)
    return failAt(
      at,
      (p) => `{{random}} at position ${p} needs a count from 1 to ${MOST_RANDOM}, as in {{random:8}}.`,
    );
  const said = args.words[0]?.word ?? (args.digits ? (args.digits.as === 'hex' ? 'x' : 'd') : null);
  const as =
    said === 'x' ? 'hex' : said === 'd' ? 'decimal' : said === 'bytes' || !inText ? 'bytes' : 'letters';
  return { kind: 'random', count, as };
}

function readArguments(args: readonly string[], from: number): Arguments | ParseFailure {
  const read: Arguments = {
    width: null,
    endian: null,
    digits: null,
    range: null,
    first: null,
    step: null,
    words: [],
  };
  let at = from;
  for (const arg of args) {
    const word = arg.trim();
    const start = at + (arg.length - arg.trimStart().length);
    at += arg.length + 1;
    const digits = /^0?(\d{0,2})([dxX])$/.exec(word);
    const setting = /^(from|step)=(-?\d{1,15})$/i.exec(word);
    const range = /^(-?\w*)\.\.(-?\w*)$/.exec(word);
    if (/^\d+$/.test(word)) read.width = Number(word);
    else if (/^(be|le)$/i.test(word)) read.endian = word.toLowerCase() === 'be' ? 'big' : 'little';
    else if (digits) {
      const count = Number(digits[1] ?? 0);
      read.digits =
        digits[2] === 'd'
          ? { as: 'decimal', digits: count }
          : { as: 'hex', digits: count, upper: digits[2] === 'X' };
    } else if (setting?.[1]?.toLowerCase() === 'from') read.first = Number(setting[2]);
    else if (setting) read.step = Number(setting[2]);
    else if (range) {
      const edges = [range[1]!, range[2]!].map(readEdge);
      if (edges.includes(undefined)) return notARange(word, start);
      read.range = { from: edges[0] ?? null, to: edges[1] ?? null };
    } else read.words.push({ word: word.toLowerCase(), at: start });
  }
  return read;
}

/** `undefined` where it is neither a number nor a name. */
function readEdge(text: string): Edge | null | undefined {
  if (text === '') return null;
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  return /^[a-z_]\w*$/i.test(text) ? text : undefined;
}

const notARange = (word: string, at: number): ParseFailure =>
  failAt(
    at,
    (p) => `'${word}' at position ${p} isn't a range. Write bytes or marks, as in 1..-1 or head..tail.`,
  );

function notAnArgument(word: string, at: number, name: string): ParseFailure {
  return failAt(at, (p) =>
    word === ''
      ? `The colon before position ${p} has nothing after it.`
      : `{{${name}}} takes no '${word}', at position ${p}. A format is 2, be, le, 04d or 4X.`,
  );
}
