/**
 * What a relay does to the bytes of one direction, on demand. Free of zod, so that the window can import it as it is.
 * A number of 0 and `null` mean: off.
 */
export interface Faults {
  /** Everything is forwarded this much later, in milliseconds. */
  delayMs: number;
  /** And up to this much later still, at random. */
  jitterMs: number;
  /** The most bytes that are forwarded in a second. */
  bytesPerSecond: number;
  /** Each write has at most this many bytes, and the next one waits for the gap. Streams only. */
  splitBytes: number;
  splitGapMs: number;
  /** Reads are collected this long, or until there are so many bytes, and written as one. Streams only. */
  coalesceMs: number;
  coalesceBytes: number;
  /** Of each read or datagram no more than this many bytes are forwarded. */
  truncateTo: number;
  /** One bit is flipped in every so many bytes: exactly, or on average where `flipAtRandom` is set. */
  flipEvery: number;
  flipAtRandom: boolean;
  /** Per cent of the datagrams. Datagrams only. */
  dropPercent: number;
  duplicatePercent: number;
  /** These are held until the next one has gone. */
  reorderPercent: number;
  /** Both sides are reset after this many bytes of a connection. Streams only. */
  resetAfter: number | null;
  /** Bytes are taken and not forwarded, from this many bytes of a connection on; 0 is from the first one. */
  blackHoleFrom: number | null;
  /** What is left to chance comes out the same in each connection with the same seed. */
  seed: number;
}

export const NO_FAULTS: Faults = {
  delayMs: 0,
  jitterMs: 0,
  bytesPerSecond: 0,
  splitBytes: 0,
  splitGapMs: 5,
  coalesceMs: 0,
  coalesceBytes: 0,
  truncateTo: 0,
  flipEvery: 0,
  flipAtRandom: false,
  dropPercent: 0,
  duplicatePercent: 0,
  reorderPercent: 0,
  resetAfter: null,
  blackHoleFrom: null,
  seed: 1,
};

export type Transport = 'tcp' | 'udp';

const count = (n: number) => n.toLocaleString('en-US');
const bytes = (n: number) => `${count(n)} B`;

/** Each fault that is on, in a few words: `200 ms later`, `in pieces of 3 B`. Empty where nothing is done. */
export function faultWords(f: Faults): string[] {
  const words: string[] = [];
  if (f.delayMs > 0) words.push(`${count(f.delayMs)} ms later`);
  if (f.jitterMs > 0) words.push(`up to ${count(f.jitterMs)} ms of jitter`);
  if (f.bytesPerSecond > 0) words.push(`at most ${bytes(f.bytesPerSecond)}/s`);
  if (f.coalesceMs > 0)
    words.push(
      `reads of ${count(f.coalesceMs)} ms${f.coalesceBytes > 0 ? ` or ${bytes(f.coalesceBytes)}` : ''} joined`,
    );
  if (f.splitBytes > 0) words.push(`in pieces of ${bytes(f.splitBytes)}`);
  if (f.truncateTo > 0) words.push(`cut to ${bytes(f.truncateTo)}`);
  if (f.flipEvery > 0)
    words.push(`a bit flipped in ${f.flipAtRandom ? 'about ' : ''}every ${bytes(f.flipEvery)}`);
  if (f.dropPercent > 0) words.push(`${f.dropPercent} % dropped`);
  if (f.duplicatePercent > 0) words.push(`${f.duplicatePercent} % doubled`);
  if (f.reorderPercent > 0) words.push(`${f.reorderPercent} % out of order`);
  if (f.resetAfter !== null) words.push(`reset after ${bytes(f.resetAfter)}`);
  if (f.blackHoleFrom === 0) words.push('black hole');
  else if (f.blackHoleFrom !== null) words.push(`black hole from ${bytes(f.blackHoleFrom)} on`);
  return words;
}

/** The fields of {@link Faults} that mean nothing for a transport, with their names on the screen. */
export const FOREIGN_FAULTS: Record<Transport, readonly (readonly [keyof Faults, string])[]> = {
  tcp: [
    ['dropPercent', 'Drop'],
    ['duplicatePercent', 'Duplicate'],
    ['reorderPercent', 'Reorder'],
  ],
  udp: [
    ['splitBytes', 'Split into pieces'],
    ['coalesceMs', 'Coalesce for'],
    ['resetAfter', 'Reset after'],
  ],
};
