import type { Hop } from '../../../../contract/http/exchange.ts';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';

/** Which hop is looked at, where a redirect or a challenge has made more than one. Null: the last one. */
export function HopSelect({
  hops,
  chosen,
  onChoose,
}: {
  hops: readonly Hop[];
  chosen: number | null;
  onChoose(hop: number | null): void;
}) {
  if (hops.length < 2) return null;
  return (
    <InlineSelect
      label="Hop"
      value={String(chosen ?? hops.length - 1)}
      options={hops.map((hop, index) => ({
        value: String(index),
        label: `${index + 1}: ${hop.answer?.status ?? 'no answer'}, ${hop.method} ${hop.url}`,
      }))}
      onChange={(value) => onChoose(Number(value) === hops.length - 1 ? null : Number(value))}
    />
  );
}
