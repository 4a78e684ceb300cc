import { BenchError } from '../../../bench/failure.ts';
import type { Prepared } from '../request/prepared.ts';

/** Longer bodies would be in memory once for each request of a load. */
const MOST_BODY = 8 * 1024 * 1024;

/** A body as a whole, as it stands in every request of a load. Throws a BenchError for one that is too long. */
export async function wholeBody({ body }: Prepared): Promise<Buffer> {
  if (!body) return Buffer.alloc(0);
  const tooLong = new BenchError({
    code: 'BAD_INPUT',
    field: 'body',
    message: 'The body is longer than 8 MiB: too long to be sent many times.',
    hint: 'Each request of a load carries it as a whole. Take a shorter one.',
  });
  if (body.size !== null && body.size > MOST_BODY) throw tooLong;
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body.open() as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > MOST_BODY) throw tooLong;
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}
