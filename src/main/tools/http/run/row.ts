import type { ExchangeDetail } from '../../../../contract/http/exchange.ts';
import type { LibraryItem } from '../../../../contract/http/library.ts';
import type { RunRow } from '../../../../contract/tools/http-run.ts';
import type { Failure } from '../../../../contract/failure.ts';
import type { HttpRequest } from '../../../../contract/http/request.ts';
import type { Exchange } from '../client/exchange.ts';
import type { Cleaner } from './clean.ts';

export type Item = Extract<LibraryItem, { kind: 'request' }>;
export type Results = ExchangeDetail['expectations'];

/** What is kept of one request of a run: its row, and what each expectation came to. */
export interface Kept {
  row: RunRow;
  results: Results;
}

/** Of one request. */
const MOST_RESULTS = 100;
/** Of a row, in the window. */
const MOST_TOLD = 20;

/** The row of a request that has not been sent. */
export const plainRow = (item: Item, index: number, round: number, state: RunRow['state']): RunRow => ({
  index,
  round,
  path: item.path,
  name: item.name,
  method: item.of === 'websocket' ? 'WS' : item.method,
  url: item.url,
  state,
  exchange: null,
  status: null,
  reason: '',
  ms: null,
  bytes: 0,
  expectations: { met: 0, unmet: 0 },
  unmet: [],
  failure: null,
  note: null,
});

/** The row of a request whose exchange is over. `left`: characters of expectations that there is room for. */
export function rowOf(
  plain: RunRow,
  { exchange, request, clean, left }: { exchange: Exchange; request: HttpRequest; clean: Cleaner; left: number }, // prettier-ignore
): Kept {
  const { id, state, status, reason, ms, bytes, failure, method, url, expectations } = exchange.summary();
  // Only those that are switched on were looked at, in their order.
  const on = request.expectations.filter((one) => one.on);
  const results: Results = [];
  let room = left;
  for (const [n, result] of exchange.expectations.slice(0, MOST_RESULTS).entries()) {
    const cleaned = clean.result(result, on[n]);
    room -= cleaned.text.length + cleaned.found.length;
    if (room < 0) break;
    results.push(cleaned);
  }
  const answered = state === 'done';
  const cancelled: Failure = {
    code: 'CANCELLED',
    message: 'It was cancelled before its answer was there.',
    mends: [],
  };
  const why = answered ? null : (failure ?? cancelled);
  return {
    results,
    row: {
      ...plain,
      name: request.name || plain.name,
      method,
      url: clean.url(url),
      state: !answered ? 'failed' : expectations.failed > 0 ? 'unmet' : 'passed',
      exchange: id,
      status,
      reason,
      ms,
      bytes: bytes.received,
      expectations: { met: expectations.passed, unmet: expectations.failed },
      unmet: results.filter(({ ok }) => !ok).slice(0, MOST_TOLD),
      // Its mends are about the request that is open: they are shown there, with the exchange.
      failure: why && { ...clean.failure(why), mends: [] },
    },
  };
}
