import type { HostServices, SaveResult } from './host.ts';
import { notSaved } from './save-failure.ts';

/** Saves bytes that are at hand, as {@link HostServices.save} saves what is read. Throws a BenchError where it can't. */
export function saveBytes(
  save: HostServices['save'],
  name: string,
  bytes: Buffer,
  signal?: AbortSignal,
): Promise<SaveResult> {
  const source = {
    name,
    size: bytes.length,
    async *read() {
      yield bytes;
    },
  };
  return save(source, signal).catch(notSaved);
}
