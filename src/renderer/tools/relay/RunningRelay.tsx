import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { RelayListener } from '../../../contract/tools/relay.ts';
import { canMend } from '../../ui/form/mends.ts';
import { Buttons, Hint, Mono } from '../../ui/form/parts.tsx';
import { formatCount, formatEndpoint } from '../../ui/format.ts';
import { hostToReach } from '../../ui/sessions/HowToReach.tsx';
import { StopButtons } from '../../ui/sessions/StopButtons.tsx';
import { StateDot } from '../../ui/StateDot.tsx';
import { closeClients, connectMend, connectTo, stopRelay } from './actions.ts';
import { FaultChip } from './FaultChip.tsx';

/** A relay that runs: where, whom it brings there, what it does on the way, and how to end it. */
export function RunningRelay({ relay }: { relay: RelayListener }) {
  const { transport, target, toTarget, toClient } = relay.details;
  const { local } = relay;
  const at = formatEndpoint({ ...local, address: hostToReach(local.address) });
  return (
    <>
      <Line>
        <StateDot kind="full" />
        <Mono>
          {formatEndpoint(local)} → {target.host}:{target.port}
        </Mono>
        <span>{transport === 'udp' ? 'UDP' : 'TCP'}</span>
      </Line>
      {relay.exposed ? (
        <Hint data-tone="warn">
          Other machines on your network can reach this, and through it the target.
        </Hint>
      ) : null}
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
      <Line>
        <Count>
          {formatCount(relay.open)} {relay.open === 1 ? 'client' : 'clients'} open
        </Count>
        {relay.open > 0 ? (
          <Button size="small" onClick={() => void closeClients(relay.id)}>
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
