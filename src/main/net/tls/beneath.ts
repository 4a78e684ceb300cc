import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { readAgain } from '../hang-up.ts';

/**
 * Tells when the peer’s end has come through TLS, and whether TLS was cut off: ended by the line (FIN) and not by itself
 * (close_notify, RFC 8446 section 6.1). TLS reads the socket below JavaScript and says nothing of it; but an end that is
 * TLS’s own comes in the very turn in which bytes came, and that of the line in one without any.
 *
 * It would pass for TLS’s own where the system hands over the last bytes and the end of the line in one turn, which is
 * when they fill its buffer exactly, or when both halves are closed at once.
 *
 * A reset right behind the last bytes comes as an end of the line, too (see `tellResets`), and what a second read would
 * say TLS keeps to itself. A write of no bytes tells here; after an end of ours nothing does.
 */
export function watchEnd(socket: TLSSocket, raw: Socket, tell: (cutShort: boolean) => void): void {
  let settled = 0;
  let waits = false;
  const settle = () => {
    if (waits) return;
    waits = true;
    setImmediate(() => {
      waits = false;
      settled = raw.bytesRead;
    });
  };
  settle();
  for (const event of ['secure', 'session', 'keylog']) socket.on(event, settle);
  const push = socket.push.bind(socket);
  // What TLS has read comes in here, before anybody else sees it.
  socket.push = (bytes: unknown, encoding?: BufferEncoding) => {
    if (bytes !== null) {
      settle();
      return push(bytes, encoding);
    }
    const cutShort = raw.bytesRead === settled;
    const end = () => {
      tell(cutShort);
      return push(null);
    };
    // After an end that is TLS’s own the line is still read.
    if (!raw.writable || socket.writableEnded || !readAgain(raw)) return end();
    raw.write(new Uint8Array(0), (error) => {
      if (error) socket.destroy(wasReset());
      else end();
    });
    return true;
  };
}

/** What a read would have said; the write that found out may say only that the line is gone. */
const wasReset = (): Error =>
  Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });

/** What the first read of a socket gives, or how it came to none. The bytes are not taken from it. */
export type First =
  { bytes: Buffer } | { code: 'TLS_ENDED' | 'TLS_CLOSED' | 'TLS_TIMED_OUT' } | { aborted: true };

/** Waits for the first bytes, for at most `ms`. */
export function firstBytes(raw: Socket, early: Buffer, ms: number, signal?: AbortSignal): Promise<First> {
  return new Promise((resolve) => {
    const settle = (first: First) => {
      clearTimeout(timer);
      for (const [event, listener] of Object.entries(listeners)) raw.removeListener(event, listener);
      signal?.removeEventListener('abort', aborted);
      raw.pause();
      if ('bytes' in first && !raw.readableEnded) raw.unshift(first.bytes);
      resolve(first);
    };
    const listeners = {
      data: (bytes: Buffer) => settle({ bytes }),
      end: () => settle({ code: 'TLS_ENDED' }),
      error: () => settle({ code: 'TLS_CLOSED' }),
      close: () => settle({ code: 'TLS_CLOSED' }),
    };
    const aborted = () => settle({ aborted: true });
    const timer = setTimeout(() => settle({ code: 'TLS_TIMED_OUT' }), ms);
    for (const [event, listener] of Object.entries(listeners)) raw.on(event, listener);
    signal?.addEventListener('abort', aborted);
    if (signal?.aborted) aborted();
    else if (early.length > 0) settle({ bytes: early });
    else if (raw.destroyed) settle({ code: 'TLS_CLOSED' });
    else if (raw.readableEnded) settle({ code: 'TLS_ENDED' });
    else raw.resume();
  });
}
