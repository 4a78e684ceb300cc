import Dialog from '@mui/material/Dialog';
import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { CrossIcon } from './icons.tsx';
import { backTo, placeOf } from './place.ts';

/** A dialog under its title, and the button that closes it; `close` is the name of that button. */
export function Modal({
  title,
  close,
  width,
  onClose,
  onStray = onClose,
  children,
}: {
  title: string;
  close: string;
  width: number;
  onClose(): void;
  /** Escape, or a click beside the dialog: where these could cost something, they need not close it. */
  onStray?(how: 'escapeKeyDown' | 'backdropClick'): void;
  children: ReactNode;
}) {
  const id = useId();
  const [from] = useState(() => placeOf());
  useEffect(() => () => backTo(from), [from]);
  return (
    <Dialog
      open
      onClose={(_event, how) => onStray(how)}
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
      {children}
    </Dialog>
  );
}

const Head = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'space-between',
  padding: '8px 8px 8px 16px',
  borderBottom: '1px solid var(--wb-line)',
  '& h2': {
    minWidth: 0,
    margin: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontSize: 15,
    lineHeight: '20px',
    fontWeight: 600,
  },
});
