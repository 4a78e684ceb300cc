import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import type { TcpListener } from '../../../contract/tools/tcp.ts';
import { formatCount, formatEndpoint } from '../../ui/format.ts';
import { StateDot } from '../../ui/StateDot.tsx';
import { changeRespond, closeClients, connectTo, stopListening } from './actions.ts';
import { LISTEN_DEFAULTS, type RespondForm } from './forms.ts';
import { Buttons, Hint, Mono } from '../../ui/form/parts.tsx';
import { StopButtons } from '../../ui/sessions/StopButtons.tsx';
import { GreetingField, PrefixField, RespondSelect } from './RespondFields.tsx';
import { useTcp } from './store.ts';

/** A listener that runs: where, how many, what it answers, and how to end it. What it answers changes as it is set. */
export function RunningListener({ listener }: { listener: TcpListener }) {
  return (
    <>
      <Line>
        <StateDot kind="full" />
        <Mono>{formatEndpoint(listener.local)}</Mono>
        <span>listening</span>
      </Line>
      {listener.exposed ? <Hint data-tone="warn">Other machines on your network can reach this.</Hint> : null}
      <LiveRespond listener={listener} />
      <Buttons>
        <Button
          variant={listener.open === 0 ? 'contained' : 'outlined'}
          data-field="connectTo"
          onClick={() => void connectTo(listener.id)}
        >
          Connect to it
        </Button>
        <StopButtons
          label="Stop listening"
          onStop={(andClose) => void stopListening(listener.id, andClose)}
        />
      </Buttons>
      <Line>
        <Count>
          {formatCount(listener.open)} {listener.open === 1 ? 'client' : 'clients'} open
        </Count>
        {listener.open > 0 ? (
          <Button size="small" onClick={() => void closeClients(listener.id)}>
            Close all clients
          </Button>
        ) : null}
      </Line>
    </>
  );
}

function LiveRespond({ listener }: { listener: TcpListener }) {
  const typed = useTcp((s) => s.respondTexts[listener.id]);
  const [form, setForm] = useState<RespondForm>(() => ({
    respond: listener.details.respond.mode,
    prefix: typed?.prefix ?? LISTEN_DEFAULTS.prefix,
    greeting: typed?.greeting ?? '',
  }));
  // Another window of the bench may have changed it.
  const { mode } = listener.details.respond;
  useEffect(() => setForm((now) => ({ ...now, respond: mode })), [mode]);
  const [errors, setErrors] = useState<Partial<Record<keyof RespondForm, string>>>({});
  const apply = (next: RespondForm) => void changeRespond(listener.id, next).then(setErrors);
  const onChange = (patch: Partial<RespondForm>) => {
    const next = { ...form, ...patch };
    setForm(next);
    if (patch.respond) apply(next);
  };
  const onCommit = () => {
    if (form.prefix !== typed?.prefix || form.greeting !== typed.greeting) apply(form);
  };
  const props = { form, errors, onChange, onCommit };
  return (
    <>
      <RespondSelect {...props} />
      <PrefixField {...props} />
      {form.greeting !== '' || listener.details.respond.greetingBytes > 0 ? (
        <GreetingField {...props} />
      ) : null}
    </>
  );
}

const Line = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 6,
  minHeight: 24,
  overflowWrap: 'anywhere',
  '& > :last-child': { flex: '0 0 auto' },
});
const Count = styled('span')({ marginRight: 'auto', color: 'var(--wb-muted)' });
