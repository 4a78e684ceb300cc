import type { Direction } from '../../contract/rows.ts';
import { getClient } from './connection.ts';

/**
 * Where the views of bytes get them from. A stream is named by a session and a direction; whoever has bytes that are no
 * capture's provides them under a scheme, and names them `scheme:…` in place of a session.
 */
export interface ByteSource {
  /** Bytes `[offset, offset+length)`, fewer at the end. */
  read(name: string, offset: number, length: number, signal?: AbortSignal): Promise<Blob>;
  find(
    name: string,
    what: { needle: Blob; from: number; backwards: boolean; ignoreCase: boolean },
    signal: AbortSignal,
  ): Promise<number | null>;
}

const sources = new Map<string, ByteSource>();

/** `name`: what stands behind the scheme. */
export function provideBytes(scheme: string, source: ByteSource): void {
  sources.set(scheme, source);
}

function provided(session: string): { source: ByteSource; name: string } | null {
  const at = session.indexOf(':');
  const source = at < 0 ? undefined : sources.get(session.slice(0, at));
  return source ? { source, name: session.slice(at + 1) } : null;
}

export function readStream(
  session: string,
  direction: Direction,
  offset: number,
  length: number,
  signal?: AbortSignal,
): Promise<Blob> {
  const other = provided(session);
  return other
    ? other.source.read(other.name, offset, length, signal)
    : getClient().capture.bytes({ session, direction, offset, length }, { signal });
}

export async function findInStream(
  session: string,
  direction: Direction,
  what: { needle: Blob; from: number; backwards: boolean; ignoreCase: boolean },
  signal: AbortSignal,
): Promise<number | null> {
  const other = provided(session);
  if (other) return other.source.find(other.name, what, signal);
  return (await getClient().capture.find({ session, direction, ...what }, { signal })).offset;
}
