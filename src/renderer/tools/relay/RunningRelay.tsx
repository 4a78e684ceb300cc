import Button from '@mui/material/Button';
import type { RelayListener } from '../../../contract/tools/relay.ts';
import { canMend } from '../../ui/form/mends.ts';
import { Buttons, Exposed, Hint, Mono } from '../../ui/form/parts.tsx';
import { formatEndpoint } from '../../ui/format.ts';
import { hostToReach } from '../../ui/sessions/HowToReach.tsx';
import { Line, OpenClients, Running } from '../../ui/sessions/Running.tsx';
import { StopButtons } from '../../ui/sessions/StopButtons.tsx';
import { closeClients, connectMend, connectTo, stopRelay } from './actions.ts';
import { FaultChip } from './FaultChip.tsx';

/** A relay that runs: where, whom it brings there, what it does on the way, and how to end it. */
export function RunningRelay({ relay }: { relay: RelayListener }) {
  const { transport, target, toTarget, toClient } = relay.details;
  const { local } = relay;
  const at = formatEndpoint({ ...local, address: hostToReach(local.address) });
  return (
    <>
      <Running
        at={`${formatEndpoint(local)} → ${target.host}:${target.port}`}
        is={transport === 'udp' ? 'UDP' : 'TCP'}
      />
      {relay.exposed ? <Exposed through="the target" /> : null}
      <Hint>
        Point your client at <Mono>{at}</Mono> instead of the target.
      </Hint>
      <Line>
        <FaultChip toTarget={toTarget} toClient={toClient} />
      </Line>
      <Buttons>
        {canMend(connectMend(relay)) ? (
          <Button
            variant={relay.open === 0 ? 'contained' : 'outlined'}
            data-field="connectTo"
            onClick={() => connectTo(relay)}
          >
            Connect to it
          </Button>
        ) : null}
        <StopButtons label="Stop relay" onStop={(andClose) => void stopRelay(relay.id, andClose)} />
      </Buttons>
      <OpenClients open={relay.open} onCloseAll={() => void closeClients(relay.id)} />
    </>
  );
}
