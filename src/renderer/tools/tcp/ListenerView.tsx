import Button from '@mui/material/Button';
import { type FormEvent, useState } from 'react';
import { parseEscapes } from '../../../contract/payload/escape.ts';
import type { TcpListener } from '../../../contract/tools/tcp.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { announce } from '../../ui/announce.ts';
import { Field } from '../../ui/Field.tsx';
import { FieldRow } from '../../ui/form/parts.tsx';
import { formatCount } from '../../ui/format.ts';
import { HowToReach, streamCommands, tlsCommands } from '../../ui/sessions/HowToReach.tsx';
import { MaxClients } from '../../ui/sessions/MaxClients.tsx';
import { ListenerPane } from '../../ui/sessions/ListenerPane.tsx';
import { RulesInUse } from '../../ui/respond/RulesInUse.tsx';
import { applyRespond, setMaxClients, setWhenPeerEnds } from './actions.ts';
import { tcpBench } from './bench.ts';
import { ListenerCertificate } from './ListenerCertificate.tsx';
import { WhenPeerEndsField } from './WhenPeerEndsField.tsx';

/** One listener: since when, how many came, how to reach it, and a word to all of its clients. */
export function ListenerView({ listener }: { listener: TcpListener }) {
  const running = listener.state === 'listening';
  const tls = listener.details.tls?.when === 'from-start';
  return (
    <ListenerPane
      of={tcpBench}
      listener={listener}
      refusedBecause={`More than ${formatCount(listener.details.maxClients)} clients at once`}
    >
      <RulesInUse info={listener.details.respond} onRestart={() => void applyRespond(listener)} />
      {running && listener.open === 0 ? (
        <HowToReach
          title="No client yet"
          sentence={
            tls
              ? 'Press Connect to it, or save the certificate below as PEM and connect from another program:'
              : 'Press Connect to it, or connect from another program:'
          }
          commands={tls ? tlsCommands(listener.local) : streamCommands(listener.local)}
        />
      ) : null}
      <ListenerCertificate listener={listener} />
      {listener.open > 0 ? <ToAll listener={listener} /> : null}
      {running ? (
        <MaxClients
          now={listener.details.maxClients}
          onApply={(maxClients) => void setMaxClients(listener.id, maxClients)}
        />
      ) : null}
      {running ? (
        <div style={{ maxWidth: 240 }}>
          <WhenPeerEndsField
            value={listener.details.whenPeerEnds}
            onChange={(value) => void setWhenPeerEnds(listener.id, value)}
          />
        </div>
      ) : null}
    </ListenerPane>
  );
}

function ToAll({ listener }: { listener: TcpListener }) {
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
