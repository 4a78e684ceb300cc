import Button from '@mui/material/Button';
import { useState } from 'react';
import type { UdpSession } from '../../../contract/tools/udp.ts';
import { CheckField, Field } from '../../ui/Field.tsx';
import { Buttons, Exposed, FieldRow, Hint, More, Named } from '../../ui/form/parts.tsx';
import { isLoopback } from '../../ui/form/read.ts';
import { formatBytes, formatEndpoint, formatExact } from '../../ui/format.ts';
import { Running } from '../../ui/sessions/Running.tsx';
import { bindSender, changeRespond, closeSocket, restartRules, update } from './actions.ts';
import { targetError } from './forms.ts';
import { LiveRespond } from '../../ui/respond/LiveRespond.tsx';
import { RESPOND_DEFAULTS } from '../../ui/respond/respond-form.ts';
import { RulesInUse } from '../../ui/respond/RulesInUse.tsx';
import { useUdp } from './store.ts';
import { TtlField } from './TtlField.tsx';

/** A socket that is bound: where, what it answers, and how to end it. What it answers changes as it is set. */
export function BoundSocket({ session }: { session: UdpSession }) {
  const { id, local, details } = session;
  const prefix = useUdp((s) => s.prefixes[id]);
  const { asked, got } = details.receiveBuffer;
  return (
    <>
      <Running at={local ? formatEndpoint(local) : session.title} is="bound" />
      {local && !isLoopback(local.address) ? <Exposed /> : null}
      <LiveRespond
        datagrams
        info={details.respond}
        typed={prefix === undefined ? undefined : { ...RESPOND_DEFAULTS, prefix }}
        apply={(form) => changeRespond(id, form)}
      />
      <RulesInUse info={details.respond} onRestart={() => void restartRules(session)} />
      <Buttons>
        <Button variant="contained" data-field="newSender" onClick={() => void bindSender(id)}>
          New socket that sends to it
        </Button>
        <Button onClick={() => void closeSocket(id)}>Close socket</Button>
      </Buttons>
      <More forced={false}>
        {details.onlyDestination ? null : <Destination key={details.destination} session={session} />}
        <FieldRow>
          <TtlField
            key={details.ttl}
            label="Unicast TTL"
            least={1}
            ttl={details.ttl}
            onSet={(ttl) => void update(id, { ttl })}
          />
          <div style={{ marginTop: 18 }}>
            <CheckField
              label="Allow broadcast"
              checked={details.broadcast}
              onChange={(broadcast) => void update(id, { broadcast })}
            />
          </div>
        </FieldRow>
        <Hint title={`${formatExact(got)} given, ${formatExact(asked)} asked for`}>
          Receive buffer {formatBytes(got)}
          {got < asked ? `; ${formatBytes(asked)} were asked for, the system allows no more` : ''}
          {details.shareAddress ? '. The address is shared' : ''}.
        </Hint>
      </More>
    </>
  );
}

function Destination({ session }: { session: UdpSession }) {
  const told = session.details.destination ?? '';
  const [text, setText] = useState(told);
  const wrong = text.trim() === '' ? null : targetError(text);
  const commit = () => {
    if (wrong === null && text.trim() !== told) void update(session.id, { destination: text.trim() });
  };
  return (
    <Named field="destination">
      <Field
        label="Default destination"
        mono
        placeholder="127.0.0.1:5002"
        value={text}
        error={wrong}
        onChange={setText}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
    </Named>
  );
}
