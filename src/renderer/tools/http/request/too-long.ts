import type { Failure } from '../../../../contract/failure.ts';
import type { HttpRequest } from '../../../../contract/http/request.ts';
import { MAX_BODY_TEXT } from '../../../../contract/payload/http-request.ts';

/** Requests that are longer than the window can hand over: said before anything is sent. */

const refused = (message: string): Failure => ({
  code: 'TOO_LARGE',
  message,
  hint: 'Save the body as a file, and choose File as its kind: that may be of any size.',
  field: 'body',
  mends: [],
});

/** Why the body can’t be sent as it is written; null: it can. */
export function tooLong({ kind, body }: HttpRequest): Failure | null {
  if (kind !== 'http' || !('text' in body) || body.text.length <= MAX_BODY_TEXT) return null;
  const [has, most] = [body.text.length, MAX_BODY_TEXT].map((count) => count.toLocaleString('en-US'));
  return refused(`The body has ${has} characters, and no more than ${most} are sent as they are written.`);
}

/** The same of a request that was found to be too long on its way, in its own words. */
export const ofRequest = (failure: Failure): Failure =>
  failure.code === 'TOO_LARGE' ? refused('The request comes to more than 4 MiB as it is written.') : failure;
