import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { type FormEvent, useState } from 'react';
import type { Listener } from '../../../contract/bench.ts';
import { parseEscapes } from '../../../contract/payload/escape.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { announce } from '../../ui/announce.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Field } from '../../ui/Field.tsx';
import { formatCount, formatDuration, formatEndpoint } from '../../ui/format.ts';
import { StateDot } from '../../ui/StateDot.tsx';
import { useNow } from '../../ui/use-now.ts';
import { mend, setMaxClients, setWhenPeerEnds } from './actions.ts';
import { HowToReach } from './HowToReach.tsx';
import { FieldRow, Hint, Mono, WhenPeerEndsField } from './parts.tsx';
import { useTcp } from './store.ts';
import { listenerState } from './words.ts';

/** One listener: since when, how many came, how to reach it, and a word to all of its clients. */
export function ListenerView({ listener }: { listener: Listener }) {
  const running = listener.state === 'listening';
  const now = useNow(running);
  const failed = useTcp((s) => (s.actFailure?.id === listener.id ? s.actFailure.failure : null));
  const { word, dot } = listenerState(listener);
  return (
    <Column>
      <Head aria-label="Listener">
        <Mono>{formatEndpoint(listener.local)}</Mono>
        <Item>
          <StateDot kind={dot} /> {word}
          {running ? <Quiet>{formatDuration(now - listener.startedAt)}</Quiet> : null}
        </Item>
        <Item>
          <b>{formatCount(listener.open)}</b> open
        </Item>
        <Item>
          <b>{formatCount(listener.accepted)}</b> accepted
        </Item>
        {listener.refused > 0 ? (
          <Item title={`More than ${formatCount(listener.details.maxClients)} clients at once`}>
            <b>{formatCount(listener.refused)}</b> refused
          </Item>
        ) : null}
      </Head>
      <Body>
        {listener.failure ? <FailureNotice failure={listener.failure} onMend={mend} /> : null}
        {failed ? (
          <FailureNotice
            failure={failed}
            onMend={mend}
            onDismiss={() => useTcp.setState({ actFailure: null })}
          />
        ) : null}
        {running && listener.open === 0 ? <HowToReach listener={listener} /> : null}
        {listener.open > 0 ? <ToAll listener={listener} /> : null}
        {running ? <MaxClients listener={listener} /> : null}
        {running ? (
          <div style={{ maxWidth: 240 }}>
            <WhenPeerEndsField
              value={listener.details.whenPeerEnds}
              onChange={(value) => void setWhenPeerEnds(listener.id, value)}
            />
          </div>
        ) : null}
      </Body>
    </Column>
  );
}

function ToAll({ listener }: { listener: Listener }) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [sent, setSent] = useState<string | null>(null);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = parseEscapes(text);
    setError(parsed.ok ? null : parsed.message);
    if (!parsed.ok || parsed.bytes.length === 0) return;
    getClient()
      .tcp.sendToAll({ listener: listener.id, bytes: new Blob([parsed.bytes]) })
      .then(({ clients }) => {
        const words = `Sent to ${formatCount(clients)} ${clients === 1 ? 'client' : 'clients'}.`;
        setSent(words);
        announce(words);
      })
      .catch((reason: unknown) => setError(toFailure(reason).message));
  };
  return (
    <form aria-label="Send to all clients" onSubmit={onSubmit} noValidate>
      <FieldRow data-cols="action">
        <Field
          label="Text to all clients"
          mono
          placeholder="Escapes such as \r\n and \x00 are understood"
          value={text}
          error={error}
          help={sent ?? undefined}
          onChange={(value) => {
            setText(value);
            setSent(null);
          }}
        />
        <Button type="submit" variant="contained">
          Send to all
        </Button>
      </FieldRow>
    </form>
  );
}

function MaxClients({ listener }: { listener: Listener }) {
  const [text, setText] = useState(String(listener.details.maxClients));
  const [error, setError] = useState<string | null>(null);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const value = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0;
    const right = value >= 1 && value <= 1_000_000;
    setError(right ? null : 'Max clients must be a whole number from 1 to 1,000,000.');
    if (right) void setMaxClients(listener.id, value);
  };
  return (
    <form aria-label="Limit" onSubmit={onSubmit} noValidate>
      <FieldRow data-cols="action" style={{ maxWidth: 240 }}>
        <Field label="Max clients" mono inputMode="numeric" value={text} error={error} onChange={setText} />
        <Button type="submit" disabled={text === String(listener.details.maxClients)}>
          Apply
        </Button>
      </FieldRow>
      <Hint>Clients beyond this number are refused.</Hint>
    </form>
  );
}

const Column = styled('div')({ display: 'flex', flexDirection: 'column', flex: '1 1 0', minWidth: 0 });
const Head = styled('section')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: '4px 16px',
  minHeight: 37,
  padding: '6px 12px',
  borderBottom: '1px solid var(--wb-line)',
  background: 'var(--wb-panel)',
});
const Item = styled('span')({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 5,
  '& b': { fontWeight: 600 },
});
const Quiet = styled('span')({ color: 'var(--wb-muted)' });
const Body = styled('div')({
  display: 'grid',
  alignContent: 'start',
  gap: 20,
  flex: '1 1 0',
  overflow: 'auto',
  padding: '16px 20px',
  '& > *': { maxWidth: 620, width: '100%' },
  '& h2': { margin: '0 0 4px', fontSize: 13, lineHeight: '20px', fontWeight: 600 },
  '& section > p': { margin: 0 },
  '& form': { display: 'grid', gap: 4 },
});
