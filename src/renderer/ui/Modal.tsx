import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import { createContext, type ReactNode, useContext, useEffect, useId, useState } from 'react';
import { useDiscard } from './Discard.tsx';
import { CrossIcon } from './icons.tsx';
import { backTo, placeOf } from './place.ts';

const Leave = createContext<() => void>(() => undefined);

/** The button of a dialog that gives up what was typed in it. */
export function CancelButton() {
  return (
    <Button type="button" onClick={useContext(Leave)}>
      Cancel
    </Button>
  );
}

/** A dialog under its title, and the button that closes it; `close` is the name of that button. */
export function Modal({
  title,
  close,
  width,
  onClose,
  onStray = onClose,
  unsaved = false,
  children,
}: {
  title: string;
  close: string;
  width: number;
  onClose(): void;
  /** Escape, or a click beside the dialog: where these could cost something, they need not close it. */
  onStray?(how: 'escapeKeyDown' | 'backdropClick'): void;
  /** Something was typed that closing it would lose: that is asked about first. */
  unsaved?: boolean;
  children: ReactNode;
}) {
  const { leave, question } = useDiscard(unsaved);
  const giveUp = () => leave(onClose);
  const id = useId();
  const [from] = useState(() => placeOf());
  useEffect(() => () => backTo(from), [from]);
  return (
    <Dialog
      open
      onClose={(_event, how) => (unsaved ? giveUp() : onStray(how))}
      aria-labelledby={id}
      maxWidth={false}
      slotProps={{ paper: { sx: { width, maxWidth: 'calc(100vw - 32px)' } } }}
    >
      <Head>
        <h2 id={id}>{title}</h2>
        <IconButton aria-label={close} onClick={giveUp}>
          <CrossIcon />
        </IconButton>
      </Head>
      <Leave value={giveUp}>{children}</Leave>
      {question}
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
