import { styled } from '@mui/material/styles';

export type DotKind = 'wait' | 'full' | 'half' | 'empty' | 'failed';

/** A state as a shape: full, half, empty, a cross, or dashed while it waits. A word always stands beside it. */
export function StateDot({ kind }: { kind: DotKind }) {
  return (
    <Dot width="10" height="10" viewBox="0 0 10 10" data-kind={kind} aria-hidden="true">
      {kind === 'full' ? <circle cx="5" cy="5" r="4" fill="currentColor" /> : null}
      {kind === 'half' ? <path d="M5 1a4 4 0 0 0 0 8z" fill="currentColor" /> : null}
      {kind === 'failed' ? (
        <path d="m2 2 6 6M8 2 2 8" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
      ) : (
        <circle
          cx="5"
          cy="5"
          r="3.6"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.2"
          strokeDasharray={kind === 'wait' ? '2 1.8' : undefined}
        />
      )}
    </Dot>
  );
}

const Dot = styled('svg')({
  flex: '0 0 10px',
  color: 'var(--wb-accent)',
  '&[data-kind="empty"], &[data-kind="wait"]': { color: 'var(--wb-muted)' },
  '&[data-kind="failed"]': { color: 'var(--wb-danger)' },
});
