import { BenchError } from '../../../bench/failure.ts';
import type { BodyBytes } from '../view/bodies.ts';
import type { Form } from './answer-body.ts';
import type { Exchange } from './exchange.ts';

/** Bytes of one piece of a body that is saved. */
const PIECE = 1024 * 1024;

export const noBody = (): BenchError =>
  new BenchError({ code: 'NO_BODY', message: 'There is no answer with a body that could be saved.' });

/**
 * A body from its first byte to its last, piece by piece; of one that still comes what is there, and then the rest as
 * it comes. One that is cut short ends where that was; where only a whole one is wanted `broken` is aborted and it
 * throws, and then it may also not have begun. Throws the signal’s reason.
 */
export async function* savedBody(
  exchange: Exchange,
  form: Form,
  broken: AbortController | null,
  told: Pick<BodyBytes, 'watch'>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let wake = () => undefined as void;
  const woken = () => wake();
  const stop = told.watch(woken);
  signal?.addEventListener('abort', woken);
  try {
    for (let at = 0; ;) {
      signal?.throwIfAborted();
      // Asked for before the read, so that nothing that comes meanwhile is missed.
      const news = new Promise<void>((resolve) => (wake = resolve));
      const { body, over } = exchange;
      const ended = body ? body.ended : over;
      const piece = (await body?.read(form, at, PIECE)) ?? NOTHING;
      at += piece.length;
      if (piece.length > 0) yield piece;
      else if (!ended) await news;
      else if (!broken || body?.intact) return;
      else {
        broken.abort();
        throw body ? cutShort() : noBody();
      }
    }
  } finally {
    signal?.removeEventListener('abort', woken);
    stop();
  }
}

const NOTHING = new Uint8Array(0);

const cutShort = () =>
  new BenchError({
    code: 'CUT_SHORT',
    message: 'Not all of the answer has come, so it was not saved.',
    hint: 'What came is here, and can be saved as it is.',
  });
