import { BenchError } from '../../bench/failure.ts';
import { isLeftOut, type SourceEntry } from '../../bench/files/source.ts';
import type { Ended, Mode, ReceiveJob, SendJob } from './mode.ts';

const PIECE = 1024 * 1024;

/** The bytes of one file until the end of the connection, and nothing else. */
export const bytesMode: Mode = {
  mode: 'plain',

  async send({ wire, record, progress, control, source, greeting }: SendJob): Promise<Ended> {
    const { signal } = control;
    const entries: SourceEntry[] = [];
    for await (const entry of source.entries(signal))
      if (isLeftOut(entry)) progress.leftOut(entry.path, entry.why);
      else entries.push(entry);
    const [entry] = entries;
    if (!entry || entry.kind !== 'file' || entries.length > 1)
      throw new BenchError({ code: 'ONE_FILE', message: 'Plain mode sends one file.', field: 'files' });
    const index = progress.listed(entry);
    progress.allListed();
    if (greeting.length > 0) {
      record.passed('out', greeting, 'control');
      await wire.write(greeting, signal);
    }
    progress.phase('moving');
    progress.begun(index, 0);
    const file = await entry.open();
    try {
      const buffers = [Buffer.allocUnsafeSlow(PIECE), Buffer.allocUnsafeSlow(PIECE)] as const;
      let written: Promise<void> = Promise.resolve();
      for (let at = 0, turn = 0; at < entry.size; turn ^= 1) {
        await control.gate();
        const into = buffers[turn === 0 ? 0 : 1];
        const length = await file.read(into, at, signal);
        await written;
        if (length === 0) break;
        const bytes = into.subarray(0, length);
        record.passed('out', bytes, 'data');
        written = wire.write(bytes, signal);
        written.catch(() => undefined);
        progress.moved(index, length);
        at += length;
      }
      await written;
      await file.check();
    } finally {
      await file.close();
    }
    await wire.end();
    progress.state(index, 'done');
    return { failure: null };
  },

  async receive({ wire, record, progress, control, sink, greeting, fileName }: ReceiveJob): Promise<Ended> {
    const { signal } = control;
    if (greeting.length > 0) {
      record.passed('out', greeting, 'control');
      await wire.write(greeting, signal);
    }
    const path = fileName || `received ${new Date().toISOString().replaceAll(':', '.')}`;
    const index = progress.listed({ path, kind: 'file', size: null });
    const entry = { path, kind: 'file' as const, size: null, modified: Date.now(), mode: 0o644, target: '' };
    const verdict = await sink.offer(entry, signal);
    if (verdict.kind === 'refuse') {
      progress.state(index, 'refused', { note: verdict.failure.message });
      return { failure: verdict.failure };
    }
    if (verdict.kind === 'skip' || !verdict.file) {
      progress.state(index, 'skipped', verdict.kind === 'skip' ? { note: verdict.why } : {});
      return { failure: null };
    }
    const { file } = verdict;
    await file.start(0);
    progress.begun(index, 0);
    progress.phase('moving');
    let size = 0;
    for (let bytes: Uint8Array | null; (bytes = await wire.read(signal)) !== null;) {
      record.passed('in', bytes, 'data');
      progress.moved(index, bytes.length);
      size += bytes.length;
      await file.write(bytes);
      await control.gate();
    }
    const writtenTo = await file.finish();
    progress.state(index, 'done', { writtenTo, size });
    progress.allListed();
    return { failure: null };
  },
};
