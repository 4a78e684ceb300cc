import { randomFillSync } from 'node:crypto';
import { MAX_CHUNK } from '../../../contract/bridge.ts';
import { compileMessage, type Message, type MessageSpec } from '../../../contract/payload/message.ts';
import type { Bytes } from '../../../contract/payload/parsed.ts';
import { BenchError } from '../failure.ts';

/** Reads a message that main is to make. Throws BAD_INPUT with the place that can't be read. */
export function readMessage(spec: MessageSpec): Message {
  const message = compileMessage(spec);
  if (message.ok) return message;
  throw notMade(message.message);
}

/** Makes a message after `counter` others. Throws BAD_INPUT when it can't be made, or is too large for one write. */
export function makeMessage(message: Message, counter: number): Bytes {
  const built = message.build({ counter, time: Date.now(), random: (bytes) => void randomFillSync(bytes) });
  if (!built.ok) throw notMade(built.message);
  if (built.bytes.length > MAX_CHUNK)
    throw notMade(`The message has ${built.bytes.length} bytes; at most ${MAX_CHUNK} go in one write.`);
  return built.bytes;
}

const notMade = (message: string) => new BenchError({ code: 'BAD_INPUT', field: 'message', message });
