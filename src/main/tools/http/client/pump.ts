import type { AnswerBody } from './answer-body.ts';
import type { AnswerStream } from './answer-stream.ts';
import type { Exchange } from './exchange.ts';
import type { Watchdog } from './watchdog.ts';

/** Moves a body to where it is kept, at the pace of the slower of the two. */
export function pump(
  source: AnswerStream,
  body: AnswerBody,
  dog: Watchdog,
  exchange: Exchange,
): Promise<void> {
  return source.take((piece) => {
    const more = body.write(piece);
    exchange.changed();
    if (more) {
      dog.fed();
      return;
    }
    // While it waits for room here, it does not wait for the server.
    dog.rests();
    return body.room(exchange.signal).then(() => {
      dog.fed();
      exchange.changed();
    });
  });
}
