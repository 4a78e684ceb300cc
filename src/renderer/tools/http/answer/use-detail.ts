import { useEffect, useState } from 'react';
import type { Exchange, ExchangeDetail } from '../../../../contract/http/exchange.ts';
import { getClient } from '../../../bridge/connection.ts';
import { isAbort, toFailure } from '../../../bridge/failure.ts';

/** All that is known of an exchange: read anew whenever what is told of it in lists has changed. */
export function useDetail(exchange: Exchange | undefined): {
  detail: ExchangeDetail | null;
  problem: string | null;
} {
  const [detail, setDetail] = useState<ExchangeDetail | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!exchange) return;
    const abort = new AbortController();
    getClient()
      .http.detail({ exchange: exchange.id }, { signal: abort.signal })
      .then(
        (told) => {
          if (abort.signal.aborted) return;
          setProblem(null);
          setDetail(told);
        },
        (error: unknown) => {
          if (!abort.signal.aborted && !isAbort(error)) setProblem(toFailure(error).message);
        },
      );
    return () => abort.abort();
  }, [exchange]);
  return { detail: detail?.summary.id === exchange?.id ? detail : null, problem };
}
