import type { Session } from '../../../contract/bench.ts';
export function TwoEnds({ left, right, onClose }: { left: Session; right: Session; onClose(): void }) {
  return (
    <button type="button" onClick={onClose}>
      {left.id} {right.id}
    </button>
  );
}
