import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { TcpListener } from '../../../contract/tools/tcp.ts';
import { formatCount, formatEndpoint } from '../../ui/format.ts';
import { StateDot } from '../../ui/StateDot.tsx';
import { changeRespond, closeClients, connectTo, stopListening } from './actions.ts';
import { Buttons, Hint, Mono } from '../../ui/form/parts.tsx';
import { StopButtons } from '../../ui/sessions/StopButtons.tsx';
import { LiveRespond } from '../../ui/respond/LiveRespond.tsx';
import { useTcp } from './store.ts';

/** A listener that runs: where, how many, what it answers, and how to end it. What it answers changes as it is set. */
export function RunningListener({ listener }: { listener: TcpListener }) {
  const typed = useTcp((s) => s.respondTexts[listener.id]);
  return (
    <>
      <Line>
        <StateDot kind="full" />
        <Mono>{formatEndpoint(listener.local)}</Mono>
        <span>listening</span>
      </Line>
      {listener.exposed ? <Hint data-tone="warn">Other machines on your network can reach this.</Hint> : null}
      <LiveRespond
        info={listener.details.respond}
        typed={typed}
        apply={(form) => changeRespond(listener.id, form)}
      />
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

const Line = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 6,
  minHeight: 24,
  overflowWrap: 'anywhere',
  '& > :last-child': { flex: '0 0 auto' },
});
const Count = styled('span')({ marginRight: 'auto', color: 'var(--wb-muted)' });
