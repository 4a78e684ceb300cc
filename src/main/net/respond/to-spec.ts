import type { z } from 'zod';
import type { respondInput } from '../../../contract/respond.ts';
import { BenchError } from '../../bench/failure.ts';
import type { RuleBook } from './rules/rules-in-use.ts';
import type { RespondSpec } from './responder.ts';
import { fileSize } from './send-file.ts';

const PREFIX = new TextEncoder().encode('Received: ');

/**
 * What a call asks for, with its bytes at hand. Bytes that are left out of `input` stay as they are. Throws a BenchError
 * for a file that can't be sent, and for rules that are not there.
 */
export async function toRespondSpec(
  input: z.output<typeof respondInput>,
  rules: RuleBook,
  current?: RespondSpec,
): Promise<RespondSpec> {
  if (input.mode === 'rules' && !rules.get(input.rules ?? '')) {
    throw new BenchError({
      code: 'NOT_FOUND',
      field: 'rules',
      message: 'The rules that were chosen are not there any more.',
      hint: 'They may have been removed in another window. Choose others.',
    });
  }
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
