import type { Failure } from '../../../../contract/failure.ts';
import type { Endpoint } from '../../../../contract/session.ts';
import { show } from '../../../net/endpoints.ts';

/** A failure of the shared parts with the mends of our form. */
export function inOurForm(failure: Failure): Failure {
  return {
    ...failure,
    mends: failure.mends.map((mend) => (mend.form === 'listen' ? { ...mend, form: 'serve' } : mend)),
  };
}

/** A client was refused, since `most` of them are open. */
export const tooMany = (remote: Endpoint, most: number): Failure => ({
  code: 'MAX_CLIENTS',
  message: `${show(remote)} was refused: ${most.toLocaleString('en-US')} ${most === 1 ? 'client is' : 'clients are'} open, which is the most this server takes.`,
  hint: 'Close some, or raise “Max clients”.',
  field: 'max clients',
  mends: [],
});
