import { isAlone, isControl } from '../../../contract/payload/websocket/describe.ts';
import { MAX_PACKED } from '../../../contract/payload/websocket/coming.ts';
import { headSize, MAX_HEAD, readFrameHead } from '../../../contract/payload/websocket/head-of-frame.ts';
import type { Direction } from '../../../contract/rows.ts';
import type { Capture } from '../capture/capture.ts';
import { inflate } from './inflate.ts';
import type { Lens } from './lens.ts';
import type { PlacedEntry } from './message-log.ts';

/** Bytes that are read of the capture at once, to look for heads. */
const AHEAD = 64 * 1024;
/** A message of so many bytes is kept. */
const KEPT = 4 * 1024 * 1024;
const NOTHING: Buffer = Buffer.alloc(0);

interface DataFrame {
  start: number;
  first: boolean;
  last: boolean;
  control: boolean;
  compressed: boolean;
  /** Its payload. */
  offset: number;
  length: number;
  mask: Uint8Array | null;
}

/** What the messages of a lens say. That of the one that was read last is kept, while it is short. */
export class Contents {
  readonly #lens: Lens;
  #last: { index: number; bytes: Buffer } | null = null;

  constructor(lens: Lens) {
    this.#lens = lens;
  }

  /** Bytes `from … to-1` of a message: without the heads of its frames, masks and compression. */
  async read(entry: PlacedEntry, from: number, to: number): Promise<Buffer> {
    const { index, content } = entry;
    if (content === null || from >= to) return NOTHING;
    if (content > KEPT) return readContent(this.#lens, entry, from, to);
    const last =
      this.#last?.index === index ? this.#last.bytes : await readContent(this.#lens, entry, 0, content);
    this.#last = { index, bytes: last };
    return last.subarray(from, to);
  }
}

async function readContent(lens: Lens, entry: PlacedEntry, from: number, to: number): Promise<Buffer> {
  const { capture } = lens;
  const { direction, start, size } = entry;
  const end = start + size;
  const parts: Buffer[] = [];
  let at = 0;
  for await (const frame of framesOf(capture, direction, start, end)) {
    if (frame.start === start && frame.compressed) return inflated(lens, entry, from, to);
    if (frame.start !== start && frame.control) continue;
    const [first, last] = [Math.max(0, from - at), Math.min(frame.length, to - at)];
    if (first < last) parts.push(await payload(capture, direction, frame, first, last));
    at += frame.length;
    if (at >= to) break;
  }
  return Buffer.concat(parts);
}

/** Inflates from the last point before it on, since it may refer to the messages in between. */
async function inflated(lens: Lens, entry: PlacedEntry, from: number, to: number): Promise<Buffer> {
  const { capture } = lens;
  const { direction, start, size } = entry;
  const point = lens.streams[direction].unpacking.before(start) ?? { at: start, window: NOTHING };
  let { window } = point;
  let message: { start: number; compressed: boolean; size: number; parts: Buffer[] } | null = null;
  for await (const frame of framesOf(capture, direction, point.at, start + size)) {
    if (frame.control) continue;
    if (frame.first || !message)
      message = { start: frame.start, compressed: frame.compressed, size: 0, parts: [] };
    message.size += frame.length;
    if (message.compressed && message.size <= MAX_PACKED)
      message.parts.push(await payload(capture, direction, frame, 0, frame.length));
    if (!frame.last) continue;
    const { compressed, parts, start: begun } = message;
    message = null;
    if (!compressed) continue;
    const packed = Buffer.concat(parts);
    if (begun === start) return (await inflate(packed, window, from, to)).bytes;
    // One that can’t be inflated was passed over before as well.
    window = await inflate(packed, window, 0, 0).then(
      (told) => told.window,
      () => NOTHING,
    );
  }
  return NOTHING;
}

async function payload(
  capture: Capture,
  direction: Direction,
  { offset, mask }: DataFrame,
  from: number,
  to: number,
): Promise<Buffer> {
  const bytes = Buffer.from(await capture.read(direction, offset + from, to - from));
  if (mask) for (let i = 0; i < bytes.length; i++) bytes[i]! ^= mask[(from + i) & 3]!;
  return bytes;
}

/** The frames that begin in `at … end-1`. */
async function* framesOf(
  capture: Capture,
  direction: Direction,
  at: number,
  end: number,
): AsyncGenerator<DataFrame, void> {
  let ahead: Uint8Array = NOTHING;
  let aheadAt = at;
  while (at < end) {
    if (at - aheadAt + MAX_HEAD > ahead.length) {
      ahead = await capture.read(direction, at, Math.min(AHEAD, end - at));
      aheadAt = at;
    }
    const bytes = ahead.subarray(at - aheadAt);
    if (bytes.length < 2 || bytes.length < headSize(bytes[1]!)) return;
    const { fin, reserved, opcode, masked, length } = readFrameHead(bytes);
    const size = headSize(bytes[1]!);
    const offset = at + size;
    yield {
      start: at,
      first: opcode !== 0,
      last: fin,
      control: isAlone(opcode),
      compressed: (reserved & 4) !== 0 && !isControl(opcode) && opcode !== 0,
      offset,
      length,
      mask: masked ? bytes.slice(size - 4, size) : null,
    };
    at = offset + length;
  }
}
