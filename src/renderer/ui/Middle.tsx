import { styled } from '@mui/material/styles';

/** The middle of an otherwise empty page: what there is to say, and the one button that goes on. */
export const Middle = styled('div')({
  display: 'grid',
  placeContent: 'center',
  justifyItems: 'center',
  gap: 16,
  flex: '1 1 0',
  padding: 24,
  textAlign: 'center',
  color: 'var(--wb-muted)',
  '& p': { margin: 0, maxWidth: 400 },
  '& code': { fontSize: 12.5 },
});
