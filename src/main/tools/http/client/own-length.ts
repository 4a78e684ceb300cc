import type { Header } from '../../../../contract/http/exchange.ts';
import type { Mend } from '../../../../contract/failure.ts';
import { BenchError } from '../../../bench/failure.ts';
import { REQUEST_FORM } from './explain-dial.ts';
import type { RequestBody } from './wire.ts';

/** A Content-Length that was written by hand and is not that of the body, as a sentence; null: there is none. */
export function wrongLength(headers: readonly Header[], body: RequestBody | null): string | null {
  const named = (wanted: string) => headers.filter(({ name }) => name.toLowerCase() === wanted);
  const [said] = named('content-length');
  const size = body === null ? 0 : body.size;
  if (!said || size === null || named('transfer-encoding').length > 0 || said.value === String(size))
    return null;
  const has = `the body has ${size.toLocaleString('en-US')}`;
  if (!/^\d+$/.test(said.value))
    return `Content-Length says “${said.value}”, which is no number; ${has} bytes.`;
  const told = Number(said.value);
  return told > size
    ? `Content-Length says ${told.toLocaleString('en-US')} bytes, and ${has}: the server waits for the rest.`
    : `Content-Length says ${told.toLocaleString('en-US')} bytes, and ${has}: what is left is taken for another request.`;
}

const TRUE_LENGTH: Mend = {
  label: 'Send the true length',
  form: REQUEST_FORM,
  set: { leaveOut: 'Content-Length' },
  submit: true,
};

/** Why there is no answer, where that may be for such a length. */
export function withWrongLength(error: unknown, wrong: string | null): unknown {
  if (wrong === null || !(error instanceof BenchError)) return error;
  const { hint = '', mends, ...failure } = error.failure;
  return new BenchError({ ...failure, hint: `${wrong} ${hint}`.trim(), mends: [TRUE_LENGTH, ...mends] });
}
