import type { MessageSpec } from '../../contract/payload/message.ts';
import { BenchError } from '../bench/failure.ts';
import { makeMessage, readMessage } from '../bench/messages/build.ts';
import type { Turn } from './repeater.ts';

/** What a repeat sends, as it comes from the window: `repeatWhat` of the contract. */
export interface RepeatWhat {
  bytes?: Blob;
  message?: { spec: MessageSpec; counter: number };
}

/**
 * One turn of a repeat: gives `write` the bytes that are due. A message with placeholders is made anew for each turn,
 * and its counter goes on only when it was sent; one that can't be made ends the repeat and is told to `problem`.
 * Throws BAD_INPUT when there is nothing to send, or it can't be read.
 */
export async function repeatedTurn(
  { bytes, message }: RepeatWhat,
  write: (bytes: Uint8Array) => Turn,
  problem: (sentence: string) => void,
): Promise<() => Turn> {
  if (message === undefined) {
    if (bytes === undefined)
      throw new BenchError({ code: 'BAD_INPUT', message: 'There is nothing to repeat.' });
    const same = new Uint8Array(await bytes.arrayBuffer());
    return () => write(same);
  }
  const read = readMessage(message.spec);
  let { counter } = message;
  let next: Uint8Array | null = makeMessage(read, counter);
  return () => {
    try {
      const turn = write((next ??= makeMessage(read, counter)));
      if (turn === 'sent') counter++;
      // What was left out is made again, so that its time is right when it goes.
      next = null;
      return turn;
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      problem(error.failure.message);
      return 'gone';
    }
  };
}
