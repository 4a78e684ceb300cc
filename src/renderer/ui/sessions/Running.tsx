import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { Mono } from '../form/parts.tsx';
import { formatCount } from '../format.ts';
import { StateDot } from '../StateDot.tsx';

/** What a form shows in place of its fields while that which it opened runs. */

export const Line = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: '0 6px',
  minHeight: 24,
  overflowWrap: 'anywhere',
  '& > :last-child': { flex: '0 0 auto' },
});

/** Where it runs, and in a word what it does there. */
export function Running({ at, is }: { at: string; is: string }) {
  return (
    <Line>
      <StateDot kind="full" />
      <Mono>{at}</Mono>
      <span>{is}</span>
    </Line>
  );
}

/** How many clients are open, and the end of them all. */
export function OpenClients({ open, onCloseAll }: { open: number; onCloseAll(): void }) {
  return (
    <Line>
      <Count>
        {formatCount(open)} {open === 1 ? 'client' : 'clients'} open
      </Count>
      {open > 0 ? (
        <Button size="small" onClick={onCloseAll}>
          Close all clients
        </Button>
      ) : null}
    </Line>
  );
}

const Count = styled('span')({ marginRight: 'auto', color: 'var(--wb-muted)' });
