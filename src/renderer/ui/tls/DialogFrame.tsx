import Dialog from '@mui/material/Dialog';
import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import { type ReactNode, useId } from 'react';
import { CrossIcon } from '../icons.tsx';

/** A dialog of settings or facts: its title, what it holds, and its buttons at the end. */
export function DialogFrame({
  title,
  close,
  width = 560,
  onClose,
  children,
  actions,
}: {
  title: string;
  /** The name of the button that closes it. */
  close: string;
  width?: number;
  onClose(): void;
  children: ReactNode;
  actions?: ReactNode;
}) {
  const id = useId();
  return (
    <Dialog
      open
      onClose={onClose}
      aria-labelledby={id}
      maxWidth={false}
      slotProps={{ paper: { sx: { width, maxWidth: 'calc(100vw - 32px)' } } }}
    >
      <Head>
        <h2 id={id}>{title}</h2>
        <IconButton aria-label={close} onClick={onClose}>
          <CrossIcon />
        </IconButton>
      </Head>
      <Body>{children}</Body>
      {actions ? <Actions>{actions}</Actions> : null}
    </Dialog>
  );
}

const Head = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'space-between',
  padding: '8px 8px 8px 16px',
  borderBottom: '1px solid var(--wb-line)',
  '& h2': { margin: 0, fontSize: 15, lineHeight: '20px', fontWeight: 600 },
});
const Body = styled('div')({
  display: 'grid',
  gap: 12,
  padding: 16,
  overflow: 'auto',
  gridTemplateColumns: 'minmax(0, 1fr)',
  '& p': { margin: 0 },
});
const Actions = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  justifyContent: 'flex-end',
  gap: 8,
  padding: '8px 16px',
  borderTop: '1px solid var(--wb-line)',
});
