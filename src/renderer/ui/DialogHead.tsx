import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import { CrossIcon } from './icons.tsx';

/** The title of a dialog, and the button that closes it. `id` is what the dialog is labelled by. */
export function DialogHead({
  id,
  title,
  close,
  onClose,
}: {
  id: string;
  title: string;
  close: string;
  onClose(): void;
}) {
  return (
    <Head>
      <h2 id={id}>{title}</h2>
      <IconButton aria-label={close} onClick={onClose}>
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
