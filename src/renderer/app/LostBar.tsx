import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { connectNow } from '../bridge/connection.ts';
import { WarningIcon } from '../ui/icons.tsx';

/** Says that the bench is away. What was typed and what was shown stays. */
export function LostBar() {
  return (
    <Bar role="status">
      <WarningIcon />
      <span>The bench is not answering. Trying again…</span>
      <Button size="small" onClick={connectNow}>
        Try now
      </Button>
    </Bar>
  );
}

const Bar = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  padding: '4px 12px',
  background: 'var(--wb-warn-ground)',
  borderBottom: '1px solid var(--wb-line)',
  '& > svg': { color: 'var(--wb-warn)' },
});
