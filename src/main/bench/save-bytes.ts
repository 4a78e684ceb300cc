import type { HostServices } from './host.ts';

/** Saves bytes that are at hand, as {@link HostServices.save} saves what is read. */
export function saveBytes(save: HostServices['save'], name: string, bytes: Buffer, signal?: AbortSignal) {
  const source = {
    name,
    size: bytes.length,
    async *read() {
      yield bytes;
    },
  };
  return save(source, signal);
}
