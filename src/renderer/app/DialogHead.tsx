import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import { CrossIcon } from '../ui/icons.tsx';
import { closeDialog } from './shell-store.ts';

/** The title of a dialog, and the button that closes it. `id` is what the dialog is labelled by. */
export function DialogHead({ id, title, close }: { id: string; title: string; close: string }) {
  return (
    <Head>
      <h2 id={id}>{title}</h2>
      <IconButton aria-label={close} onClick={closeDialog}>
        <CrossIcon />
      </IconButton>
    </Head>
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
