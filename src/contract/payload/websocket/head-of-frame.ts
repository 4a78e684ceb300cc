/** The head of a frame (RFC 6455 section 5.2). */
export interface FrameHead {
  fin: boolean;
  /** RSV1, RSV2 and RSV3 as three bits. */
  reserved: number;
  opcode: number;
  masked: boolean;
  /** Bytes of its payload; Infinity: more than 2^53. */
  length: number;
}

/** The longest head. */
export const MAX_HEAD = 14;

/** Bytes of a head, by its first two. */
export function headSize(second: number): number {
  const short = second & 0x7f;
  return 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + ((second & 0x80) === 0 ? 0 : 4);
}

/** A head of which all bytes are there. Its mask is the last four of them, where it is masked. */
export function readFrameHead(bytes: Uint8Array): FrameHead {
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const wide = short === 126 ? 2 : short === 127 ? 8 : 0;
  let length = wide === 0 ? short : 0;
  for (let i = 0; i < wide; i++) length = length * 256 + bytes[2 + i]!;
  return {
    fin: (first & 0x80) !== 0,
    reserved: (first >> 4) & 7,
    opcode: first & 0x0f,
    masked: (second & 0x80) !== 0,
    length: length > Number.MAX_SAFE_INTEGER ? Infinity : length,
  };
}
