import type { BodyBytes } from '../view/bodies.ts';
import type { AnswerBody, Form } from './answer-body.ts';

/** Bytes of one piece of a body that is saved. */
const PIECE = 1024 * 1024;

/**
 * A body from its first byte to its last, piece by piece; of one that still comes what is there, and then the rest as
 * it comes. One that is cut short ends where that was. Throws the signal’s reason.
 */
export async function* savedBody(
  body: AnswerBody,
  form: Form,
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
      const { ended } = body;
      const piece = await body.read(form, at, PIECE);
      at += piece.length;
      if (piece.length > 0) yield piece;
      else if (ended) return;
      else await news;
    }
  } finally {
    signal?.removeEventListener('abort', woken);
    stop();
  }
}
