import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SaveSource } from '../../bench/host.ts';
import { commonHeaders } from '../common/policy.ts';
import { OneTime } from './one-time.ts';

const PREFIX = '/save/';
/** A browser may stop reading for as long as it asks where to save. */
const STALL_LIMIT = 10 * 60_000;

export interface DownloadOptions {
  /** Milliseconds until an address that nobody opened is forgotten. */
  lifetime?: number;
}

/** Bytes that wait at a one-time address until the browser fetches them. */
export class Downloads {
  readonly #waiting: OneTime<SaveSource>;
  readonly #running = new Set<AbortController>();

  constructor({ lifetime = 60_000 }: DownloadOptions = {}) {
    this.#waiting = new OneTime({ lifetime, limit: 64 });
  }

  /** The path at which `source` can be fetched once. */
  offer(source: SaveSource): string {
    const id = this.#waiting.put(source, () => source.ended?.(false));
    source.cancelled?.addEventListener('abort', () => this.#waiting.drop(id), { once: true });
    return PREFIX + id;
  }

  handles(path: string): boolean {
    return path.startsWith(PREFIX);
  }

  /** Answers a GET; false when there is nothing (any more) at that path. Rejects only for a fault of the source. */
  async answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const source = this.#waiting.take(path.slice(PREFIX.length));
    if (!source) return false;
    const leaving = new AbortController();
    this.#running.add(leaving);
    response.once('close', () => {
      // It closes after the last byte too, before the pipeline says that it is through.
      if (!response.writableFinished) leaving.abort();
    });
    const stop = () => leaving.abort();
    source.cancelled?.addEventListener('abort', stop, { once: true });
    request.socket.setTimeout(STALL_LIMIT, () => request.socket.destroy());
    response.writeHead(200, {
      ...commonHeaders,
      'Content-Type': 'application/octet-stream',
      // Without it the pieces are sent in chunks, and the last one tells that the file is whole.
      ...(source.size === null ? {} : { 'Content-Length': source.size }),
      'Content-Disposition': attachment(source.name),
      'Cache-Control': 'no-store',
      // Later requests on this connection would wait behind a stall.
      Connection: 'close',
    });
    // What is saved while it comes may begin late: until then it is a download that waits.
    response.flushHeaders();
    let whole = false;
    try {
      const pieces = Readable.from(source.read(leaving.signal), { highWaterMark: 1 });
      const options = { signal: leaving.signal };
      if (source.size === null) await pipeline(pieces, response, options);
      else await pipeline(pieces, exactly(source.size), response, options);
      whole = true;
    } catch (error) {
      // Cutting the connection is how a browser learns that the file is not whole.
      response.destroy();
      if (!leaving.signal.aborted) throw error;
    } finally {
      this.#running.delete(leaving);
      source.cancelled?.removeEventListener('abort', stop);
      source.ended?.(whole);
    }
    return true;
  }

  close(): void {
    this.#waiting.clear();
    for (const leaving of this.#running) leaving.abort();
  }
}

/** Fails at the end when fewer bytes came than were announced, and at once when more do. */
function exactly(size: number): Transform {
  let left = size;
  return new Transform({
    writableObjectMode: true,
    transform(chunk: Uint8Array, _encoding, done) {
      left -= chunk.byteLength;
      if (left < 0) done(new Error(`more than the announced ${size} bytes`));
      else done(null, chunk);
    },
    flush(done) {
      done(left === 0 ? null : new Error(`${left} bytes fewer than announced`));
    },
  });
}

/** A Content-Disposition (RFC 6266): the name in ASCII for old readers, and whole in UTF-8 (RFC 5987). */
export function attachment(name: string): string {
  // Control characters and path separators have no place in a file name; half a surrogate pair can't be encoded.
  // oxlint-disable-next-line no-control-regex
  const safe = name.replaceAll(/[\u0000-\u001f\u007f/\\]|\p{Surrogate}/gu, '_') || 'download';
  const ascii = safe.replaceAll(/[^\u0020-\u007e]|["%]/g, '_');
  const utf8 = encodeURIComponent(safe).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
