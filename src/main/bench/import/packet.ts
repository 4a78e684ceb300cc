/** A packet of a file, as far as its block says. */
export interface FilePacket {
  /** Milliseconds since the epoch. */
  time: number;
  link: number;
  /** The interface it came over, by its number in the section. */
  interface: number;
  data: Buffer;
  /** Its length on the wire; more than `data` where it was cut. */
  length: number;
  comments: string[];
  /** As the file says it: seen from the machine that captured. */
  direction: 'in' | 'out' | null;
}

export interface FileInterface {
  link: number;
  name: string;
  description: string;
  comments: string[];
}

/** What reads the packets that a file's blocks hold. */
export interface PacketSink {
  section(application: string): void;
  interface(index: number, about: FileInterface): void;
  packet(packet: FilePacket): void;
  /** Comments that belong to no packet. */
  statistics(index: number, comments: string[]): void;
  end(): void;
  notes(): string[];
}

/** A time that a calendar holds, whatever a file says. */
export function sane(ms: number): number {
  return Number.isFinite(ms) ? Math.min(Math.max(ms, -8.64e15), 8.64e15) : 0;
}
