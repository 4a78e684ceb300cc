import type { z } from 'zod';
import type { respondInput } from '../../../contract/respond.ts';
import type { RespondSpec } from './responder.ts';
import { fileSize } from './send-file.ts';

const PREFIX = new TextEncoder().encode('Received: ');

/**
 * What a call asks for, with its bytes at hand. Bytes that are left out of `input` stay as they are. Throws a BenchError
 * for a file that can't be sent.
 */
export async function toRespondSpec(
  input: z.output<typeof respondInput>,
  current?: RespondSpec,
): Promise<RespondSpec> {
  if (input.mode === 'file' && input.file !== undefined) await fileSize(input.file);
  return {
    mode: input.mode,
    prefix: input.prefix ? await toBytes(input.prefix) : (current?.prefix ?? PREFIX),
    greeting: input.greeting ? await toBytes(input.greeting) : (current?.greeting ?? new Uint8Array()),
    file: input.file ?? null,
    rules: input.rules ?? null,
  };
}

const toBytes = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());
