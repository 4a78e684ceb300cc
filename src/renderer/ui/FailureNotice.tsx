import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import type { Failure, Mend } from '../../contract/failure.ts';
import { canMend, mend } from './form/mends.ts';
import { CrossIcon, WarningIcon } from './icons.tsx';

export interface FailureNoticeProps {
  failure: Failure;
  /** Does what a mend says, where that is more than to fill its form; it then answers for every mend there is. */
  onMend?(mend: Mend): void;
  onDismiss?(): void;
  /** `warning`: nothing is lost yet, something waits. */
  tone?: 'danger' | 'warning';
  /** Further buttons, after the mends. */
  children?: React.ReactNode;
}

/** What happened, why, and the buttons that mend it. */
export function FailureNotice({ failure, onMend, onDismiss, tone = 'danger', children }: FailureNoticeProps) {
  const mends = onMend ? failure.mends : failure.mends.filter(canMend);
  return (
    <Box role="alert" data-tone={tone}>
      <WarningIcon />
      <div>
        <What>{failure.message}</What>
        {failure.hint ? <Why>{failure.hint}</Why> : null}
        {mends.length > 0 || children ? (
          <Buttons>
            {mends.map((each) => (
              <Button key={each.label} size="small" onClick={() => (onMend ?? mend)(each)}>
                {each.label}
              </Button>
            ))}
            {children}
          </Buttons>
        ) : null}
      </div>
      {onDismiss ? (
        <IconButton size="small" aria-label="Dismiss" onClick={onDismiss}>
          <CrossIcon />
        </IconButton>
      ) : null}
    </Box>
  );
}

const Box = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'auto 1fr auto',
  gap: 8,
  padding: '8px 8px 8px 10px',
  borderRadius: 6,
  border: '1px solid',
  '&[data-tone="danger"]': {
    background: 'var(--wb-danger-ground)',
    borderColor: 'color-mix(in srgb, var(--wb-danger) 40%, transparent)',
  },
  '&[data-tone="danger"] > svg': { color: 'var(--wb-danger)' },
  '&[data-tone="warning"]': {
    background: 'var(--wb-warn-ground)',
    borderColor: 'color-mix(in srgb, var(--wb-warn) 40%, transparent)',
  },
  '&[data-tone="warning"] > svg': { color: 'var(--wb-warn)' },
  '& > svg': { marginTop: 1 },
});
const What = styled('p')({ margin: 0, fontWeight: 550, overflowWrap: 'anywhere' });
const Why = styled('p')({ margin: '2px 0 0', color: 'var(--wb-text)', overflowWrap: 'anywhere' });
const Buttons = styled('div')({ display: 'flex', flexWrap: 'wrap', gap: 6, marginTop: 8 });
