import Button from '@mui/material/Button';
import type { TcpListener } from '../../../contract/tools/tcp.ts';
import { formatEndpoint } from '../../ui/format.ts';
import { changeRespond, closeClients, connectTo, stopListening } from './actions.ts';
import { Buttons, Exposed } from '../../ui/form/parts.tsx';
import { OpenClients, Running } from '../../ui/sessions/Running.tsx';
import { StopButtons } from '../../ui/sessions/StopButtons.tsx';
import { LiveRespond } from '../../ui/respond/LiveRespond.tsx';
import { useTcp } from './store.ts';

/** A listener that runs: where, how many, what it answers, and how to end it. What it answers changes as it is set. */
export function RunningListener({ listener }: { listener: TcpListener }) {
  const typed = useTcp((s) => s.respondTexts[listener.id]);
  return (
    <>
      <Running at={formatEndpoint(listener.local)} is="listening" />
      {listener.exposed ? <Exposed /> : null}
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
      <OpenClients open={listener.open} onCloseAll={() => void closeClients(listener.id)} />
    </>
  );
}
