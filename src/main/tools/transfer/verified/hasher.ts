import { createHash } from 'node:crypto';

/** The SHA-256 of a file, made while it goes by. */
export interface Hasher {
  /** Takes bytes in; when it answers with a promise they may be used again once that resolves. */
  update(bytes: Uint8Array): void | Promise<void>;
  /** The hash so far in hex; more may follow. */
  soFar(): string | Promise<string>;
  /** The hash in hex. Nothing may follow. */
  digest(): string | Promise<string>;
  /** Gives up what it holds, when it will not be asked for a digest. */
  drop(): void;
}

export function createHasher(): Hasher {
  const hash = createHash('sha256');
  return {
    update: (bytes) => void hash.update(bytes),
    soFar: () => hash.copy().digest('hex'),
    digest: () => hash.digest('hex'),
    drop: () => {},
  };
}

/** The SHA-256 of bytes that are all there. */
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
