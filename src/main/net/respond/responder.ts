/** What a listener answers to what it reads; see `respondInput` in the contract. */
export type RespondMode = 'nothing' | 'echo' | 'upper-case' | 'prefix';

export interface Responder {
  mode: RespondMode;
  prefix: Uint8Array;
  greeting: Uint8Array;
}

export const SILENT: Responder = { mode: 'nothing', prefix: new Uint8Array(), greeting: new Uint8Array() };

/** The answer to one read, or null for none. Never changes `read`. */
export function answer({ mode, prefix }: Responder, read: Buffer): Uint8Array | null {
  switch (mode) {
    case 'nothing':
      return null;
    case 'echo':
      return read;
    case 'upper-case':
      return upperCase(read);
    case 'prefix':
      return Buffer.concat([prefix, read]);
  }
}

/** ASCII letters only: a read may end in the middle of any other character. */
function upperCase(bytes: Uint8Array): Buffer {
  const out = Buffer.from(bytes);
  for (let i = 0; i < out.length; i++) {
    const b = out[i] as number;
    if (b >= 0x61 && b <= 0x7a) out[i] = b - 0x20;
  }
  return out;
}
