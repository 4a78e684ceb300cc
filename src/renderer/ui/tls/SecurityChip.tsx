import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';

/** Says in a word how secure something is, and opens the rest: for the header of a session. */
export const SecurityChip = styled(Button)({
  height: 22,
  minHeight: 0,
  padding: '0 8px',
  fontSize: 12,
  '&[data-tone="warn"]': { color: 'var(--wb-warn)' },
  '&[data-tone="danger"]': { color: 'var(--wb-danger)' },
});
