import type { Failure } from '../../../../contract/failure.ts';
import { toFailure } from '../../../bridge/failure.ts';
import { announce } from '../../../ui/announce.ts';
import { type OpenRequest, patchOpen } from '../store.ts';
import { showFieldOf } from './fields.ts';
import { ofRequest } from './too-long.ts';

/**
 * Sends or connects an open request. Why that can’t begin is what `work` answers with, or fails with: it is told under
 * the request, and leads to the field that is to blame.
 */
export async function begin({ key }: OpenRequest, work: () => Promise<Failure | null>): Promise<void> {
  patchOpen(key, { starting: true, failure: null });
  const failure = await work().catch((error: unknown) => ofRequest(toFailure(error)));
  patchOpen(key, { starting: false, failure });
  if (!failure) return;
  announce(failure.message);
  showFieldOf(failure);
}
