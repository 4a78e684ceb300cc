/** Packets as another program would write them to a file. */
export interface Taken {
  /** Microseconds since the epoch. */
  time: number;
  /** An Ethernet frame. */
  frame: Buffer;
}

/** The packets of a pcapng file of ours. */
export function framesOf(pcapng: Buffer): Taken[] {
  const frames: Taken[] = [];
  for (let at = 0; at < pcapng.length; at += pcapng.readUInt32LE(at + 4)) {
    if (pcapng.readUInt32LE(at) !== 6) continue;
    const nanos = (BigInt(pcapng.readUInt32LE(at + 12)) << 32n) | BigInt(pcapng.readUInt32LE(at + 16));
    const length = pcapng.readUInt32LE(at + 20);
    frames.push({ time: Number(nanos / 1000n), frame: pcapng.subarray(at + 28, at + 28 + length) });
  }
  return frames;
}

export interface PcapOptions {
  link?: number;
  /** Big-endian, with nanoseconds, as some machines write it. */
  swapped?: boolean;
  /** Only so much of each packet. */
  snap?: number;
  /** What is before the IP header instead of Ethernet's. */
  head?: Buffer;
}

/** A pcap file of such packets. */
export function pcapFile(
  packets: readonly Taken[],
  { link = 1, swapped = false, snap = 262_144, head }: PcapOptions = {},
): Buffer {
  const u32 = (...numbers: number[]) => {
    const bytes = Buffer.alloc(4 * numbers.length);
    for (const [i, n] of numbers.entries()) {
      if (swapped) bytes.writeUInt32BE(n, 4 * i);
      else bytes.writeUInt32LE(n, 4 * i);
    }
    return bytes;
  };
  const version = swapped ? Buffer.from([0, 2, 0, 4]) : Buffer.from([2, 0, 4, 0]);
  const parts: Uint8Array[] = [u32(swapped ? 0xa1b23c4d : 0xa1b2c3d4), version, u32(0, 0, snap, link)];
  for (const { time, frame } of packets) {
    const data = head ? Buffer.concat([head, frame.subarray(14)]) : frame;
    const micros = time % 1e6;
    parts.push(
      u32(Math.floor(time / 1e6), swapped ? micros * 1000 : micros, Math.min(snap, data.length), data.length),
    );
    parts.push(data.subarray(0, snap));
  }
  return Buffer.concat(parts);
}
