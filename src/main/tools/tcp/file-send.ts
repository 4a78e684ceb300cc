import { BenchError } from '../../bench/failure.ts';
import { fileChanged } from '../../bench/files/explain-read.ts';
import {
  entriesOf,
  isLeftOut,
  type Source,
  type SourceEntry,
  type SourceFile,
} from '../../bench/files/source.ts';
import { closedEarly, fileGoes, notOpen } from './session-texts.ts';
import type { TcpSession } from './session.ts';

/** Bytes that one write carries, and one row of the timeline. */
const PIECE = 256 * 1024;

const many = (n: number) => `${n.toLocaleString('en-US')} ${n === 1 ? 'byte' : 'bytes'}`;

/** A file on its way through a session. */
export class FileSend {
  readonly name: string;
  readonly total: number;
  sent = 0;
  readonly #stop = new AbortController();

  constructor({ path, size }: SourceEntry) {
    this.name = path;
    this.total = size;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  info(): { name: string; sent: number; total: number } {
    return { name: this.name, sent: this.sent, total: this.total };
  }

  cancel(): void {
    const gone = `${this.sent.toLocaleString('en-US')} of ${many(this.total)} had gone.`;
    const message = `Sending ${this.name} was cancelled: ${gone}`;
    this.#stop.abort(new BenchError({ code: 'CANCELLED', message }));
  }

  /** The connection is over. */
  ended(): void {
    this.#stop.abort(closedEarly());
  }
}

/**
 * Sends the bytes of the one file of a source through a session’s own writes, at the pace of the peer and of the
 * capture, and closes the source. Answers how many bytes that was. Rejects with a BenchError, which the timeline tells too.
 */
export async function sendFileThrough(session: TcpSession, source: Source): Promise<number> {
  try {
    if (!session.writable) throw notOpen(session.state);
    const entry = await onlyFile(source);
    if (session.file) throw fileGoes(session.file.name);
    const going = new FileSend(entry);
    session.file = going;
    session.capture.event('note', `Sending ${going.name}, ${many(going.total)}.`);
    try {
      await pump(session, entry, going);
      session.capture.event('note', `Sent all of ${going.name}, ${many(going.total)}.`);
      return going.sent;
    } catch (error) {
      const told = going.signal.aborted ? going.signal.reason : error;
      // After the end of the connection its last row has told all there is.
      if (told instanceof BenchError && told.failure.code !== 'CLOSED')
        session.capture.event(told.failure.code === 'CANCELLED' ? 'note' : 'error', told.failure.message);
      throw told;
    } finally {
      session.file = null;
      session.changed();
    }
  } finally {
    await source.close();
  }
}

async function pump(session: TcpSession, entry: SourceEntry, going: FileSend): Promise<void> {
  const file = await entry.open();
  try {
    let next = readPiece(file, 0, going);
    while (going.sent < going.total) {
      const piece = await next;
      if (piece.length === 0) await shortened(file, going);
      const after = going.sent + piece.length;
      // Read while the socket takes the piece before.
      next = readPiece(file, after, going);
      next.catch(() => undefined);
      going.signal.throwIfAborted();
      await session.send(piece, going.signal, going);
      going.sent = after;
      session.changed();
    }
    await file.check();
  } finally {
    await file.close();
  }
}

/** At most one piece; fewer bytes, or none, only where the file has become shorter. A socket keeps what it is given. */
async function readPiece(file: SourceFile, offset: number, { total, signal }: FileSend): Promise<Uint8Array> {
  const piece = Buffer.allocUnsafeSlow(Math.max(0, Math.min(PIECE, total - offset)));
  return piece.subarray(0, await file.read(piece, offset, signal));
}

async function shortened(file: SourceFile, { name }: FileSend): Promise<never> {
  await file.check();
  throw fileChanged(name, 'it has become shorter');
}

/** The file that is first told of a source. */
async function onlyFile(source: Source): Promise<SourceEntry> {
  for await (const one of entriesOf(source)) {
    if (isLeftOut(one))
      throw new BenchError({
        code: 'UNREADABLE',
        field: 'file',
        message: `${one.path} was not sent. ${one.why}`,
      });
    if (one.kind === 'file') return one;
    throw new BenchError({
      code: 'NOT_A_FILE',
      field: 'file',
      message: `${one.path} is a folder. On a connection one file can be sent, as it is.`,
      hint: 'File transfer sends folders.',
    });
  }
  throw new BenchError({ code: 'NOT_A_FILE', field: 'file', message: 'There is no file to send.' });
}
