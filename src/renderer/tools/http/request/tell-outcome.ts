import type { Exchange } from '../../../../contract/http/exchange.ts';
import { announce } from '../../../ui/announce.ts';
import { formatBytes } from '../../../ui/format.ts';
import { formatMs } from '../answer/phases.ts';
import { isUnderWay, useExchanges } from './exchanges.ts';

/** Tells a screen reader once what came of a request that was sent here; a failure tells of itself. */
export function tellOutcome(id: string): void {
  let known = false;
  const isOver = (): boolean => {
    const exchange = useExchanges.getState().all.get(id);
    // It has been removed, or is not told of yet.
    if (!exchange) return known;
    known = true;
    if (isUnderWay(exchange)) return false;
    if (!exchange.failure) announce(outcomeText(exchange));
    return true;
  };
  if (isOver()) return;
  const stop = useExchanges.subscribe(() => {
    if (isOver()) stop();
  });
}

/** `200 OK, 12 ms, 1,204 B, 1 of 3 expectations failed`. */
export function outcomeText({ status, reason, state, ms, bytes, expectations }: Exchange): string {
  const { passed, failed } = expectations;
  return [
    status === null ? '' : `${status} ${reason}`.trim(),
    state === 'cancelled' ? 'Cancelled' : '',
    status === null || ms === null ? '' : formatMs(ms),
    status === null ? '' : formatBytes(bytes.received),
    failed > 0 ? `${failed} of ${passed + failed} expectations failed` : '',
    failed === 0 && passed > 0
      ? passed === 1
        ? 'the expectation met'
        : `all ${passed} expectations met`
      : '',
  ]
    .filter(Boolean)
    .join(', ');
}
