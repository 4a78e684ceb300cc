import { useEffect, useState } from 'react';
import { type RowPage, RowPull, type RowWish } from './row-pull.ts';

/**
 * The rows in view of a list that changes, asked for again with each `news`; null while nothing of this list is there.
 * A hundred thousand cost no more than those in view.
 */
export function usePulledRows<T extends { rows: readonly unknown[] }>(
  { of, first, last, ask }: RowWish<T>,
  news: unknown,
  againMs: number,
): RowPage<T> | null {
  const [page, setPage] = useState<RowPage<T> | null>(null);
  const [pull] = useState(() => new RowPull<T>(againMs, setPage));
  useEffect(() => pull.want({ of, first, last, ask }));
  useEffect(() => pull.changed(), [pull, news]);
  useEffect(() => () => pull.close(), [pull]);
  return page?.of === of ? page : null;
}
