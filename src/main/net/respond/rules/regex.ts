import { utf8At } from '../../../../contract/payload/utf8.ts';
import type { Captures, Span } from './captures.ts';
import { guarded, RAN_AWAY } from '../../../bench/regex-guard.ts';
import { stepsOf } from './regex-cost.ts';

/** A regular expression over bytes. `exec` may run away unless `steps` are few: call it under the guard. */
export class ByteRegex {
  /** Groups, without the whole match; their names. */
  readonly groups: number;
  readonly names: readonly string[];
  readonly #expression: RegExp;
  readonly #utf8: boolean;
  /** The most steps it can take on so many bytes. */
  readonly steps: (length: number) => number;

  /** Throws an Error with one sentence where the pattern can't be read. */
  constructor(pattern: string, flags: string, on: 'bytes' | 'text') {
    if (flags.includes('u') && flags.includes('v')) throw new Error('The flags u and v exclude each other.');
    this.#utf8 = on === 'text';
    this.#expression = compiled(pattern, `${[...new Set(flags)].join('')}d`);
    this.steps = stepsOf(pattern, flags);
    // An empty alternative matches the empty text at once, with every group in its place.
    let empty: RegExpExecArray | null = null;
    const groupsOf = new RegExp(`${pattern}|`, flags);
    if (guarded(() => void (empty = groupsOf.exec(''))) === RAN_AWAY)
      throw new Error('It takes too long even on an empty message.');
    const found = empty as RegExpExecArray | null;
    this.groups = (found?.length ?? 1) - 1;
    this.names = Object.keys(found?.groups ?? {});
  }

  exec(bytes: Uint8Array): Captures | null {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const found = this.#expression.exec(buffer.toString(this.#utf8 ? 'utf8' : 'latin1'));
    if (!found?.indices) return null;
    const { indices } = found;
    const place = this.#utf8 ? byteOffsets(bytes) : null;
    const span = (pair: [number, number] | undefined): Span | null =>
      pair === undefined ? null : place ? [place(pair[0], false), place(pair[1], true)] : pair;
    const named: Record<string, Span | null> = {};
    for (const name of this.names) named[name] = span(indices.groups?.[name]);
    return { spans: Array.from(indices, span), named };
  }
}

function compiled(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${why.replace(/^Invalid regular expression: (?:\/.*\/\w*: )?/s, '')}.`, {
      cause: error,
    });
  }
}

/**
 * Where in UTF-8 each unit of the decoded text stands. What isn't UTF-8 was decoded as one U+FFFD for each stretch, and
 * keeps its bytes here. A place between the halves of a character is moved out of it.
 */
function byteOffsets(bytes: Uint8Array): (unit: number, up: boolean) => number {
  const starts: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const step = utf8At(bytes, at);
    starts.push(at);
    if (step.code > 0xffff) starts.push(-1);
    at += step.length;
  }
  starts.push(bytes.length);
  return (unit, up) => {
    const start = starts[unit] ?? bytes.length;
    return start >= 0 ? start : (starts[unit + (up ? 1 : -1)] ?? bytes.length);
  };
}
