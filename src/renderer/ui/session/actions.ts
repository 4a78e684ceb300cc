import type { MessageSpec } from '../../../contract/payload/message.ts';

/** A message that main makes anew each time; `counter`: how many were made before. */
export interface RepeatedMessage {
  spec: MessageSpec;
  counter: number;
}

/** What a tool can do with one of its sessions, as the panes need it. */
export interface SessionActions {
  /**
   * Sends one chunk of at most `MAX_CHUNK` bytes; resolves when the socket has taken it. `part`: where it stands in what
   * is sent in several.
   */
  send(bytes: Blob, signal?: AbortSignal, part?: { first: boolean; last: boolean }): Promise<void>;
  /** Sends to every client of the session's listener; resolves with how many there were. */
  sendToAll?: (bytes: Blob) => Promise<number>;
  /** Sends a file as it is; resolves when all of it has gone. Missing: its bytes go as those of a message do. */
  sendFile?(file: File, signal: AbortSignal): Promise<void>;
  /** Ends the file that is being sent. */
  cancelFile?(): Promise<void>;
  /** A file on its way, whichever window sends it. */
  readonly file?: { name: string; sent: number; total: number } | null;
  repeat(bytes: Blob, everyMs: number, times?: number): Promise<void>;
  /** As `repeat`, with a message that has placeholders; without it they are filled in once. */
  repeatMessage?(message: RepeatedMessage, everyMs: number, times?: number): Promise<void>;
  stopRepeat(): Promise<void>;
  readonly repeating: { everyMs: number; sent: number; skipped: number } | null;
  readonly canSend: boolean;
  /** A message without bytes can be sent: a datagram can be empty. */
  readonly allowsEmpty?: boolean;
  /** Why nothing can be sent. */
  readonly whyNot?: string;
}
