import type { Readable } from 'node:stream';
import type { AnswerBody } from './answer-body.ts';
import type { Exchange } from './exchange.ts';
import type { Watchdog } from './watchdog.ts';

/**
 * Moves a body to where it is kept, at the pace of the slower of the two. By its events: a loop over the stream would
 * join what has come into larger pieces, which copies all of it once more.
 */
export function pump(source: Readable, body: AnswerBody, dog: Watchdog, exchange: Exchange): Promise<void> {
  return new Promise((resolve, reject) => {
    // It may have broken with its first bytes, before anybody looked.
    if (source.destroyed) return reject(source.errored ?? new Error('the body was given up'));
    source.on('data', (piece: Buffer) => {
      const more = body.write(piece);
      exchange.changed();
      if (more) return dog.fed();
      source.pause();
      // While it waits for room here, it does not wait for the server.
      dog.rests();
      body.room(exchange.signal).then(
        () => {
          dog.fed();
          exchange.changed();
          source.resume();
        },
        (error: Error) => source.destroy(error),
      );
    });
    source.on('end', resolve);
    source.on('error', reject);
    source.on('close', () => reject(source.errored ?? new Error('the body was given up')));
  });
}
