import { create } from 'zustand';
import type { Failure } from '../../../contract/failure.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { announce } from '../../ui/announce.ts';
import { formatCount } from '../../ui/format.ts';
import { changeView } from '../../ui/session/view-store.ts';
import { capturesBench } from './bench.ts';

/** What one call carries; the same as `MAX_CHUNK` of the contract. */
const CHUNK = 1024 * 1024;

/** A file that is being opened, and what came of it. */
export interface Opening {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  done: number;
  sessions: number;
  step: 'reading' | 'open' | 'failed';
  failure: Failure | null;
  /** What somebody who opened it should know. */
  notes: readonly string[];
}

export const useOpenings = create<{ openings: readonly Opening[] }>(() => ({ openings: [] }));

const running = new Map<number, AbortController>();
let last = 0;

function change(id: number, patch: Partial<Opening>): void {
  useOpenings.setState(({ openings }) => ({
    openings: openings.map((each) => (each.id === id ? { ...each, ...patch } : each)),
  }));
}

/** Takes what was told of a file off the page; one that is read is cancelled, and leaves nothing behind. */
export function dismissOpening(id: number): void {
  running.get(id)?.abort();
  useOpenings.setState(({ openings }) => ({ openings: openings.filter((each) => each.id !== id) }));
}

/** Lets the user choose files in the system's own dialog, and opens them. */
export function chooseFiles(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.hidden = true;
  input.accept = '.pcapng,.pcap,.cap,.ntar,.jsonl,.ndjson';
  const gone = () => input.remove();
  input.addEventListener('cancel', gone);
  input.addEventListener('change', () => {
    gone();
    if (input.files) void openFiles(input.files);
  });
  document.body.append(input);
  input.click();
}

/** Opens files one after another, each piece by piece. */
export async function openFiles(files: Iterable<File>): Promise<void> {
  for (const file of [...files]) await openFile(file);
}

async function openFile(file: File): Promise<void> {
  const id = ++last;
  const stop = new AbortController();
  running.set(id, stop);
  const opening: Opening = {
    id,
    name: file.name,
    size: file.size,
    done: 0,
    sessions: 0,
    step: 'reading',
    failure: null,
    notes: [],
  };
  useOpenings.setState(({ openings }) => ({ openings: [...openings, opening] }));
  try {
    const { sessions, notes } = await feed(id, file, stop.signal);
    // It is read from its beginning; nothing comes after it that could be followed.
    for (const session of sessions) changeView(session, { followRows: false });
    capturesBench.select({ kind: 'session', id: sessions[0] ?? '' });
    announce(
      `Opened ${file.name}: ${formatCount(sessions.length)} ${sessions.length === 1 ? 'session' : 'sessions'}.`,
    );
    if (notes.length === 0) dismissOpening(id);
    else change(id, { step: 'open', notes, sessions: sessions.length });
  } catch (error) {
    if (stop.signal.aborted) return;
    const failure = readFailure(error, file.name);
    change(id, { step: 'failed', failure });
    announce(failure.message);
  } finally {
    running.delete(id);
    stop.abort();
  }
}

async function feed(id: number, file: File, signal: AbortSignal) {
  const { captures } = getClient();
  // The stream stands for the whole of it: when it is given up, main takes back what it has read.
  for await (const opened of await captures.open({ name: file.name }, { signal })) {
    for (let at = 0; at < file.size; at += CHUNK) {
      // Read to memory first: a file that changed or went is then told as such.
      const bytes = new Blob([await file.slice(at, at + CHUNK).arrayBuffer()]);
      const { more, sessions } = await captures.feed({ file: opened.file, bytes }, { signal });
      change(id, { done: Math.min(file.size, at + CHUNK), sessions });
      if (!more) break;
    }
    // Awaited here: leaving the loop gives the stream up.
    return await captures.finish({ file: opened.file }, { signal });
  }
  throw new Error('the bench ended the file');
}

function readFailure(error: unknown, name: string): Failure {
  if (!(error instanceof DOMException) || error.name === 'AbortError') return toFailure(error);
  return {
    code: 'UNREADABLE',
    message: `${name} can’t be read.`,
    hint: 'It was changed, moved or removed since it was chosen, or it is a folder. Choose it again.',
    mends: [],
  };
}
