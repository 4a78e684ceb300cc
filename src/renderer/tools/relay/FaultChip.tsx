import { styled } from '@mui/material/styles';
import { type Faults, faultWords } from '../../../contract/payload/faults.ts';
import { WarningIcon } from '../../ui/icons.tsx';

/** Seen at a glance: whether anything is done to the bytes. */
export function FaultChip({ toTarget, toClient }: { toTarget: Faults; toClient: Faults }) {
  const count = faultWords(toTarget).length + faultWords(toClient).length;
  if (count === 0) return <Quiet>No faults</Quiet>;
  return (
    <Chip>
      <WarningIcon width={14} height={14} />
      {count === 1 ? '1 fault on' : `${count} faults on`}
    </Chip>
  );
}

const Quiet = styled('span')({ color: 'var(--wb-muted)' });
export const Chip = styled('span')({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 4,
  padding: '0 6px',
  border: '1px solid color-mix(in srgb, var(--wb-warn) 40%, transparent)',
  borderRadius: 6,
  background: 'var(--wb-warn-ground)',
  color: 'var(--wb-warn)',
  fontSize: 12,
  lineHeight: '18px',
  whiteSpace: 'nowrap',
});
