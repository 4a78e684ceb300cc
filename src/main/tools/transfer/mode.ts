import type { Failure } from '../../../contract/failure.ts';
import type { FileState, Phase, TransferMode } from '../../../contract/tools/transfer.ts';
import type { Sink } from '../../bench/files/sink.ts';
import type { Entry, Source } from '../../bench/files/source.ts';

/** A connection as a mode of transfer sees it: bytes in, bytes out, each at the pace of the other side. */
export interface Wire {
  /**
   * The next bytes, as they come; null at the end of what the other side sends. What was answered is valid until the
   * next call. Rejects with a BenchError when the connection breaks.
   */
  read(signal?: AbortSignal): Promise<Uint8Array | null>;
  /** Hands bytes over; resolves when they may be used again and more is wanted. */
  write(bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Sends our end; resolves when all is with the system. */
  end(): Promise<void>;
  /** `127.0.0.1:5001`, of the other side. */
  readonly peer: string;
}

/** What goes over the wire, for the capture: what is told about files is kept, of what is in them the first part. */
export interface Record {
  passed(direction: 'in' | 'out', bytes: Uint8Array, what: 'control' | 'data'): void;
  note(text: string): void;
}

/** What a transfer has come to, for the window. Indexes count the entries in the order in which they are listed. */
export interface Progress {
  phase(phase: Phase): void;
  /** Adds an entry to the list; answers with its index. `size` null: not known before the end. */
  listed(entry: Pick<Entry, 'path' | 'kind'> & { size: number | null }): number;
  /** Something that is not sent at all, and why. */
  leftOut(path: string, why: string): void;
  /** No more will be listed: totals are known. */
  allListed(): void;
  /** An entry begins; `from` bytes of it are there already. */
  begun(index: number, from: number): void;
  moved(index: number, bytes: number): void;
  state(
    index: number,
    state: FileState,
    more?: { sha256?: string; note?: string; writtenTo?: string; size?: number },
  ): void;
  /** Its hash was another: it starts anew. */
  again(index: number): void;
  pausedThere(on: boolean): void;
}

/** The user's hand on a transfer. */
export interface Control {
  /** Aborts when the user cancels or the session is removed. */
  readonly signal: AbortSignal;
  /** Resolves at once unless the user has paused it; then when it goes on. Ask before each read of a file or a peer. */
  gate(): Promise<void>;
  /** True while the user has paused it; `changed` is called when that changes. Answers with the end of it. */
  watchPause(changed: (paused: boolean) => void): () => void;
}

export interface Job {
  wire: Wire;
  record: Record;
  progress: Progress;
  control: Control;
}
export interface SendJob extends Job {
  source: Source;
  greeting: Uint8Array;
  awaitFirst: boolean;
}
export interface ReceiveJob extends Job {
  sink: Sink;
  greeting: Uint8Array;
  fileName: string;
}

/** How it ended when both sides were there until the end. What breaks a transfer is thrown, as a BenchError. */
export interface Ended {
  /** Why the other side or the mode gave up, when it did. */
  failure: Failure | null;
}

/** One of the three ways in which files go over a wire. */
export interface Mode {
  readonly mode: TransferMode;
  send(job: SendJob): Promise<Ended>;
  receive(job: ReceiveJob): Promise<Ended>;
}
