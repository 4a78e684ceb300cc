import { oc } from '@orpc/contract';
import { z } from 'zod';
import { failureSchema } from './failure.ts';

/**
 * The shape of everything that crosses between the window and the main process.
 *
 * A frame is a string (JSON) or a Uint8Array (JSON, 0xff, bytes); a channel sends and receives frames, whole and in
 * order. Electron's channel is a MessagePort, the browser host's is a WebSocket: nothing above this interface knows
 * which.
 */
export type Frame = string | Uint8Array<ArrayBuffer>;

export interface FrameChannel {
  send(frame: Frame): void;
  /** At most one listener; frames that came before it is set are kept for it. */
  onFrame(listener: (frame: Frame) => void): void;
  /** Called once, also when it is already closed. */
  onClose(listener: () => void): void;
  close(): void;
}

export { MAX_FRAME } from './frame-channel.ts';
/** The most bytes of payload that one call carries; more goes in several calls. */
export const MAX_CHUNK = 1024 * 1024;
/** Calls and streams that may be open at once on one channel. */
export const MAX_CALLS = 256;
/** Bytes that may wait to be taken by a window that does not read; past it the channel is closed. */
export const MAX_BACKLOG = 64 * 1024 * 1024;

/** The one way a call fails: code `FAILED` with a plain-data {@link Failure}. */
export const base = oc.errors({ FAILED: { data: failureSchema } });

/** Bytes cross as a Blob, which both transports carry as raw bytes, never as text. */
export const bytesSchema = z
  .instanceof(Blob)
  .refine((b) => b.size <= MAX_CHUNK, `at most ${MAX_CHUNK} bytes in one call`);

export const idSchema = z.string().min(1).max(64);
