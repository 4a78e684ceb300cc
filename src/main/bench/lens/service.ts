import type { LensState } from '../../../contract/lens.ts';
import type { CaptureStore } from '../capture/store.ts';
import { dispatcher } from '../dispatcher.ts';
import { pause } from '../pause.ts';
import { BenchError } from '../failure.ts';
import type { HostServices } from '../host.ts';
import type { Registry } from '../registry.ts';
import { notSaved } from '../save-failure.ts';
import type { Lens } from './lens.ts';
import { Lenses } from './lenses.ts';
import type { PlacedEntry } from './message-log.ts';
import { lensPage } from './page.ts';

/** Bytes of a message that are saved at once. */
const PIECE = 1024 * 1024;
/** Least time between two states that are told, in milliseconds. */
const TELL_MS = 80;

/** A signal for calls that came without one (never on a channel, where each call has one). */
const never = new AbortController().signal;

interface Parts {
  registry: Registry;
  captures: CaptureStore;
  host: Pick<HostServices, 'save'>;
}

export function lensService({ registry, captures, host }: Parts) {
  const d = dispatcher.lens;
  const lenses = new Lenses(captures);
  /** What is read of a session that is removed meanwhile is NOT_FOUND, neither a defect nor half an answer. */
  const whileThere = async <T>(session: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } finally {
      registry.session(session);
    }
  };
  return {
    // It is watched in the turn in which it is made: no other takes its place in between.
    watch: d.watch.handler(async function* ({ input, signal }) {
      yield* states(lenses.of(registry.session(input.session).capture, input.lens), signal ?? never);
    }),
    rows: d.rows.handler(({ input }) =>
      whileThere(input.session, async () => {
        const item = registry.session(input.session);
        const { twin } = item.summary();
        const other = twin !== null && registry.hasSession(twin) ? registry.session(twin).capture : undefined;
        const lens = lenses.of(item.capture, input.lens);
        const page = await lensPage(lens, input.from, input.count, other).catch((error: unknown) => {
          if (!lens.removed) throw error;
          return null;
        });
        // It made room for another lens meanwhile; whoever still looks asks again.
        if (lens.removed || !page) return { total: 0, rows: [], preview: new Blob([]) };
        return { ...page, preview: new Blob([page.preview]) };
      }),
    ),
    content: d.content.handler(({ input }) =>
      whileThere(input.session, async () => {
        const lens = lenses.of(registry.session(input.session).capture, input.lens);
        const { entry, size } = await contentOf(lens, input.index);
        const end = Math.min(size, input.offset + input.length);
        return { bytes: new Blob([new Uint8Array(await lens.contents.read(entry, input.offset, end))]) };
      }),
    ),
    saveContent: d.saveContent.handler(({ input, signal }) =>
      whileThere(input.session, async () => {
        const lens = lenses.of(registry.session(input.session).capture, input.lens);
        const { entry, size } = await contentOf(lens, input.index);
        const end = Math.min(size, input.offset + input.length);
        const read = async function* (stop?: AbortSignal) {
          for (let at = input.offset; at < end && !stop?.aborted; at += PIECE)
            yield await lens.contents.read(entry, at, Math.min(end, at + PIECE));
        };
        const source = { name: input.name, size: Math.max(0, end - input.offset), read };
        return host.save(source, signal).catch(notSaved);
      }),
    ),
    at: d.at.handler(({ input }) =>
      whileThere(input.session, async () => {
        const lens = lenses.of(registry.session(input.session).capture, input.lens);
        const entry = await lens.log.holding(input.direction, input.offset).catch((error: unknown) => {
          if (!lens.removed) throw error;
          return null;
        });
        return { index: entry?.index ?? null };
      }),
    ),
  };
}

/** A message that says something, and how much. */
async function contentOf(lens: Lens, index: number): Promise<{ entry: PlacedEntry; size: number }> {
  const [entry] = await lens.log.read(index, 1);
  if (!entry) throw new BenchError({ code: 'NOT_FOUND', message: 'This message is not known yet.' });
  if (entry.content === null)
    throw new BenchError({ code: 'NO_CONTENT', message: 'What this message says can’t be read.' });
  return { entry, size: entry.content };
}

/** What is known now, then what was found since, at most every {@link TELL_MS}; the lens goes on while it is read. */
async function* states(lens: Lens, signal: AbortSignal): AsyncGenerator<LensState, void> {
  let found = true;
  let wake: () => void = () => undefined;
  const unwatch = lens.watch(() => {
    found = true;
    wake();
  });
  const aborted = () => wake();
  signal.addEventListener('abort', aborted);
  try {
    while (!signal.aborted && !lens.removed) {
      if (found) {
        found = false;
        yield lens.state();
        await pause(TELL_MS, signal);
      } else {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  } finally {
    signal.removeEventListener('abort', aborted);
    unwatch();
  }
}
