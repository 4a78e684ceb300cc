import { setImmediate as otherWork } from 'node:timers/promises';
import type { Failure } from '../../../contract/failure.ts';
import { dispatcher } from '../../bench/dispatcher.ts';
import { BenchError } from '../../bench/failure.ts';
import { Importer } from '../../bench/import/importer.ts';
import type { ToolParts } from '../../bench/tool-parts.ts';
import { OpenedSession } from './session.ts';
import { Texts } from './texts.ts';

/** The most sessions that one file opens; there are files with millions of connections. */
const MAX_SESSIONS = 5000;
/** Files that may be read at once. */
const MAX_FILES = 16;
/** Bytes that are read in one go. */
const AT_ONCE = 128 * 1024;
const never = new AbortController().signal;

/** A file that is being read. */
class OpenFile {
  readonly id: string;
  readonly sessions: OpenedSession[] = [];
  readonly importer: Importer;
  readonly texts = new Texts();
  /** Calls are done one after another. */
  turn: Promise<unknown> = Promise.resolve();
  readonly ended = new AbortController();

  constructor(parts: ToolParts, name: string) {
    this.id = parts.registry.newId('file');
    this.importer = new Importer({
      open: (facts) => {
        if (this.sessions.length >= MAX_SESSIONS) return null;
        const session = new OpenedSession(parts, { id: this.id, name, texts: this.texts }, facts);
        this.sessions.push(session);
        parts.registry.addSession(session);
        return session;
      },
    });
  }

  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.turn.then(work, work);
    // Whoever asked for this one is told of its failure; the next one is done all the same.
    this.turn = turn.catch(() => undefined);
    return turn;
  }
}

/** The captures tool: sessions that are read from files, to be looked at. */
export function capturesService(parts: ToolParts) {
  const d = dispatcher.captures;
  const files = new Map<string, OpenFile>();
  const fileOf = (id: string) =>
    files.get(id) ??
    (() => {
      throw new BenchError({ code: 'NOT_FOUND', message: 'This file is not being opened any more.' });
    })();

  return {
    open: d.open.handler(async function* ({ input, signal = never }) {
      if (files.size >= MAX_FILES)
        throw new BenchError({
          code: 'TOO_MANY_FILES',
          message: `${MAX_FILES} files are being opened already.`,
          hint: 'Wait until one of them is open.',
        });
      const file = new OpenFile(parts, input.name);
      files.set(file.id, file);
      try {
        yield { file: file.id };
        await either(signal, file.ended.signal);
      } finally {
        files.delete(file.id);
        const whole = file.ended.signal.aborted;
        file.ended.abort();
        if (!whole) {
          await file.turn;
          await Promise.all(file.sessions.map(({ id }) => parts.registry.remove(id)));
        }
      }
    }),
    feed: d.feed.handler(({ input, signal = never }) => {
      const file = fileOf(input.file);
      return file.inTurn(async () => {
        const bytes = new Uint8Array(await input.bytes.arrayBuffer());
        for (let at = 0; at < bytes.length; at += AT_ONCE) {
          file.importer.feed(bytes.subarray(at, at + AT_ONCE));
          // A piece may hold thousands of packets: sockets get their turn in between.
          await otherWork();
          signal.throwIfAborted();
        }
        for (const session of file.sessions.slice(-1)) session.changed();
        await roomFor(parts, AbortSignal.any([signal, file.ended.signal]));
        return { more: !file.importer.over, sessions: file.sessions.length };
      });
    }),
    finish: d.finish.handler(({ input }) => {
      const file = fileOf(input.file);
      return file.inTurn(async () => {
        const notes = file.importer.end();
        const { dropped } = file.texts;
        if (dropped > 0)
          notes.push(
            `${dropped.toLocaleString('en-US')} sentences and names of peers were left out: the file has more than there is room for.`,
          );
        for (const session of file.sessions) session.changed();
        file.ended.abort();
        return { sessions: file.sessions.map(({ id }) => id), notes };
      });
    }),
  };
}

/** Waits until either has aborted. */
function either(one: AbortSignal, other: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const any = AbortSignal.any([one, other]);
    if (any.aborted) resolve();
    else any.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Waits until the captures have room for more. Fails with why there will be none, for the window to show. */
async function roomFor({ captures }: ToolParts, signal: AbortSignal): Promise<void> {
  while (!captures.hasRoom) {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        captures.forget(waiter);
        reject(signal.reason instanceof Error ? signal.reason : new Error('given up'));
      };
      const waiter = {
        roomAgain: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
        stalled: (failure: Failure) => {
          captures.forget(waiter);
          signal.removeEventListener('abort', leave);
          reject(new BenchError({ ...failure, message: noRoom(failure) }));
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      captures.wait(waiter);
    });
  }
}

const noRoom = ({ message }: Failure): string =>
  message.replace(/, so receiving is paused/, ', so no more of the file is read');
