import type { z } from 'zod';
import type { ExportEvent, exportInput } from '../../../contract/export.ts';
import { dispatcher } from '../dispatcher.ts';
import { BenchError } from '../failure.ts';
import type { HostServices, SaveSource } from '../host.ts';
import type { Registry, SessionItem } from '../registry.ts';
import { notSaved } from '../save-failure.ts';
import { hexdump, raw, xxd } from './dumps.ts';
import { pcapng } from './pcapng.ts';
import { type ExportSource, openSource, payloadBytes, type Tally } from './source.ts';
import { jsonLines, timelineText } from './texts.ts';

type Input = z.output<typeof exportInput>;

interface ExportParts {
  registry: Registry;
  host: HostServices;
  version: string;
}

/** How often a window is told how far it is, in milliseconds. */
const TELL_MS = 100;
const never = new AbortController().signal;

export function exportService(parts: ExportParts) {
  return {
    start: dispatcher.export.start.handler(({ input, signal }) => run(parts, input, signal ?? never)),
  };
}

/** Exports what there is now; ends with `done` or `cancelled`, and gives up when the signal aborts. */
async function* run(
  parts: ExportParts,
  input: Input,
  signal: AbortSignal,
): AsyncGenerator<ExportEvent, void> {
  // A window may also leave the stream without a word: then the generator is ended.
  const stop = new AbortController();
  const tally: Tally = { rows: 0, bytes: 0 };
  const news: ExportEvent[] = [];
  let wake: () => void = () => undefined;
  let finished = false;
  let written = 0;
  /** Why the file could not be made; a browser that lacks the rest of it doesn't know. */
  let broken: unknown;
  const tell = (event: ExportEvent) => {
    // Of the progress only the latest is of interest.
    if (event.kind === 'progress' && news.at(-1)?.kind === 'progress') news.pop();
    news.push(event);
    wake();
  };
  const abort = () => {
    stop.abort(signal.reason);
    wake();
  };
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  let beat: NodeJS.Timeout | undefined;
  try {
    const sources = await sourcesOf(parts.registry, input, tally, stop.signal);
    stop.signal.throwIfAborted();
    const total = {
      rows: sources.reduce((sum, { first, end }) => sum + end - first, 0),
      bytes: sources.reduce((sum, source) => sum + payloadBytes(source), 0),
    };
    // What is read twice counts once.
    const progress = () =>
      tell({ kind: 'progress', rows: tally.rows, bytes: Math.min(tally.bytes, total.bytes), written });
    tell({ kind: 'started', ...total });
    const source = counted(
      input.name,
      () => piecesOf(parts, input, sources),
      stop.signal,
      (size) => {
        written += size;
      },
      (error) => {
        broken = error;
      },
    );
    const work = save(parts.host, source, stop.signal, { tell, broken: () => broken }).finally(() => {
      finished = true;
      wake();
    });
    // It is awaited at the end; should the window leave before, nobody else looks at it.
    work.catch(() => undefined);
    beat = setInterval(progress, TELL_MS);
    while (true) {
      for (let event = news.shift(); event; event = news.shift()) yield event;
      // A dialog of the desktop may stay open for long.
      stop.signal.throwIfAborted();
      if (finished) break;
      await new Promise<void>((resolve) => (wake = resolve));
    }
    const outcome = await work;
    progress();
    yield* news.splice(0);
    yield outcome ? { kind: 'done', path: outcome.path, written } : { kind: 'cancelled' };
  } finally {
    clearInterval(beat);
    signal.removeEventListener('abort', abort);
    stop.abort();
  }
}

/** Answers where the file is (null: where the browser puts downloads), or null when the user closed the dialog. */
async function save(
  host: HostServices,
  source: SaveSource,
  signal: AbortSignal,
  { tell, broken }: { tell(event: ExportEvent): void; broken(): unknown },
): Promise<{ path: string | null } | null> {
  let ended: (whole: boolean) => void = () => undefined;
  const fetched = new Promise<boolean>((resolve) => (ended = resolve));
  const result = await host.save({ ...source, ended }, signal).catch(notSaved);
  if (result.kind === 'cancelled') return null;
  if (result.kind === 'saved') return { path: result.path };
  tell({ kind: 'download', url: result.url });
  if (await fetched) return { path: null };
  signal.throwIfAborted();
  if (broken() !== undefined) throw broken();
  throw new BenchError({
    code: 'DOWNLOAD_DROPPED',
    message: 'The browser did not fetch the whole file.',
    hint: 'The download was cancelled there, or it never began. Export again; what was captured is still here.',
  });
}

/** The file as it is saved: of a size that nobody knows yet. */
function counted(
  name: string,
  pieces: () => AsyncIterable<Uint8Array>,
  cancelled: AbortSignal,
  count: (size: number) => void,
  failed: (error: unknown) => void,
): SaveSource {
  return {
    name,
    size: null,
    cancelled,
    async *read(signal) {
      try {
        for await (const piece of pieces()) {
          signal?.throwIfAborted();
          cancelled.throwIfAborted();
          yield piece;
          count(piece.length);
        }
      } catch (error) {
        if (!signal?.aborted && !cancelled.aborted) failed(error);
        throw error;
      }
      // What was cancelled is not whole, also when it was with the last piece.
      cancelled.throwIfAborted();
    },
  };
}

function piecesOf(
  { version }: ExportParts,
  { format, what }: Input,
  sources: readonly ExportSource[],
): AsyncIterable<Uint8Array> {
  const [source] = sources;
  if (format === 'pcapng' || !source) return pcapng(sources, { version });
  if (format === 'text') return timelineText(source);
  if (format === 'jsonl') return jsonLines(source);
  const bytes = raw(source, ('session' in what && what.direction) || 'in');
  return format === 'raw' ? bytes : format === 'xxd' ? xxd(bytes) : hexdump(bytes);
}

/** What stands in the captures now; rows that come later are not in the file. */
async function sourcesOf(
  registry: Registry,
  { what }: Input,
  tally: Tally,
  signal: AbortSignal,
): Promise<ExportSource[]> {
  const open = (
    item: SessionItem,
    beside: number,
    part?: { rows?: { first: number; last: number } | undefined },
  ) =>
    openSource({
      beside,
      session: item.summary(),
      capture: item.capture,
      rows: part?.rows,
      direction: 'session' in what ? what.direction : undefined,
      tally,
      signal,
    });
  if ('session' in what) return [await open(registry.session(what.session), 1, what)];
  registry.listener(what.listener);
  const accepted = [...registry.sessions()].filter((item) => item.summary().listener === what.listener);
  if (accepted.length === 0) {
    throw new BenchError({
      code: 'NOTHING_TO_EXPORT',
      message: 'This listener has no sessions to export.',
      hint: 'Nobody has connected yet, or the sessions were removed.',
    });
  }
  return Promise.all(accepted.map((item) => open(item, accepted.length)));
}
