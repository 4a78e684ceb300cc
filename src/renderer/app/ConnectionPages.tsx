import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import Typography from '@mui/material/Typography';
import { type FormEvent, useState } from 'react';
import { connectNow } from '../bridge/connection.ts';
import { keepToken, tokenIn } from '../bridge/hosts.ts';
import { Field } from '../ui/Field.tsx';
import { Wordmark } from './Wordmark.tsx';

/** Before the first answer of the bench. */
export function ConnectingPage({ lost }: { lost: boolean }) {
  return (
    <Page>
      <Column>
        <Wordmark />
        <Typography role="status" color="textSecondary">
          {lost ? 'The bench is not answering. Trying again…' : 'Connecting to the bench…'}
        </Typography>
      </Column>
    </Page>
  );
}

/** The browser host lets in only who has the address with its token. */
export function RefusedPage() {
  const [address, setAddress] = useState('');
  const [error, setError] = useState<string | null>(null);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const text = address.trim();
    const token = tokenIn(text) ?? (/^[\w-]{16,}$/.test(text) ? text : null);
    if (token === null)
      return setError('Address must end with #token= and the token, as it stands in the terminal.');
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url && url.host !== window.location.host) return window.location.assign(url);
    setError(null);
    keepToken(token);
    connectNow();
  };
  return (
    <Page>
      <Column as="main">
        <Wordmark />
        <Typography variant="h1">Open the address from the terminal</Typography>
        <Typography>
          The bench runs, and lets in only windows that know the token of this run. The terminal that started
          Wirebench shows an address that carries it. Open that address, or paste it here.
        </Typography>
        <form aria-label="Address of the bench" onSubmit={onSubmit} noValidate>
          <Row>
            <Field
              label="Address"
              value={address}
              onChange={setAddress}
              error={error}
              placeholder={`${window.location.origin}/#token=…`}
              autoFocus
              mono
            />
            <Button type="submit" variant="contained">
              Open
            </Button>
          </Row>
        </form>
      </Column>
    </Page>
  );
}

const Page = styled('div')({
  position: 'fixed',
  inset: 0,
  zIndex: 10,
  display: 'grid',
  placeItems: 'center',
  background: 'var(--wb-panel)',
});
const Column = styled('div')({ display: 'grid', gap: 12, width: 'min(520px, calc(100vw - 48px))' });
const Row = styled('div')({
  display: 'grid',
  gridTemplateColumns: '1fr auto',
  gap: 8,
  '& > button': { marginTop: 18 },
});
