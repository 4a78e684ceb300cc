import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import { formatHostPort } from '../../../contract/payload/endpoint.ts';
import type { Lane, RelaySession } from '../../../contract/tools/relay.ts';
import { formatBytes, formatEndpoint, formatExact } from '../../ui/format.ts';
import { ArrowDownIcon, ArrowUpIcon, ChevronDownIcon, ChevronRightIcon } from '../../ui/icons.tsx';
import { SessionPane } from '../../ui/session/SessionPane.tsx';
import { mendSession } from './actions.ts';
import { relayBench } from './bench.ts';
import { Chip } from './FaultChip.tsx';
import { FaultsPanel } from './FaultsPanel.tsx';
import { RefusedTarget, SecurityChips } from './Security.tsx';
import { relayState, useRelay } from './store.ts';

/** One client of a relay: which way is which, what became of the bytes of each, and everything that passed. */
export function RelaySessionView({ session }: { session: RelaySession }) {
  return (
    <SessionPane
      of={relayBench}
      session={session}
      header={<SecurityChips session={session} />}
      onMend={(wanted) => mendSession(session, wanted)}
    >
      <RefusedTarget key={session.id} session={session} />
      <Lanes session={session} />
    </SessionPane>
  );
}

function Lanes({ session }: { session: RelaySession }) {
  const { toTarget, toClient, target } = session.details;
  const relay = relayState.useListener(session.listener);
  const open = useRelay((s) => s.faultsOpen);
  const id = useId();
  const end = target.remote ? formatEndpoint(target.remote) : formatHostPort(target.host, target.port);
  return (
    <Around aria-label="Directions">
      <Row>
        <Ways>
          <Way direction="in" name="client → target" end={end} lane={toTarget} />
          <Way
            direction="out"
            name="target → client"
            end={session.remote ? formatEndpoint(session.remote) : ''}
            lane={toClient}
          />
        </Ways>
        {relay ? (
          <Button
            size="small"
            aria-expanded={open}
            aria-controls={id}
            startIcon={
              open ? <ChevronDownIcon width={14} height={14} /> : <ChevronRightIcon width={14} height={14} />
            }
            onClick={() => useRelay.setState({ faultsOpen: !open })}
          >
            Faults
          </Button>
        ) : null}
      </Row>
      <Panel id={id} hidden={!open || !relay}>
        {open && relay ? <FaultsPanel key={relay.id} relay={relay} /> : null}
      </Panel>
    </Around>
  );
}

function Way({
  direction,
  name,
  end,
  lane,
}: {
  direction: 'in' | 'out';
  name: string;
  end: string;
  lane: Lane;
}) {
  const Arrow = direction === 'in' ? ArrowDownIcon : ArrowUpIcon;
  return (
    <Line>
      <Mark data-direction={direction}>
        <Arrow width={14} height={14} />
        {direction}
      </Mark>
      <b>{name}</b>
      <code>{end}</code>
      <Quiet title={`Received ${formatExact(lane.received)}, forwarded ${formatExact(lane.forwarded)}`}>
        {lane.received === lane.forwarded
          ? `${formatBytes(lane.forwarded)} forwarded`
          : `${formatBytes(lane.forwarded)} of ${formatBytes(lane.received)} forwarded`}
        {lane.waiting > 0 ? `, ${formatBytes(lane.waiting)} on the way` : ''}
        {lane.lost > 0 ? `, ${formatBytes(lane.lost)} lost` : ''}
      </Quiet>
      {lane.faults.length > 0 ? (
        <Chips>
          {lane.faults.map((fault) => (
            <Chip key={fault}>{fault}</Chip>
          ))}
        </Chips>
      ) : null}
    </Line>
  );
}

const Around = styled('section')({
  flex: '0 0 auto',
  borderBottom: '1px solid var(--wb-line)',
  background: 'var(--wb-panel)',
});
const Row = styled('div')({ display: 'flex', alignItems: 'center', gap: 12, padding: '4px 12px' });
const Ways = styled('div')({ display: 'grid', gap: 2, flex: '1 1 0', minWidth: 0 });
const Line = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: '2px 10px',
  minHeight: 24,
  // What has no room in the line goes on under its words, not under its arrow.
  position: 'relative',
  paddingLeft: 52,
  '& b': { fontWeight: 500, lineHeight: '24px' },
  '& code': { fontSize: 12.5 },
});
const Mark = styled('span')({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 4,
  position: 'absolute',
  left: 0,
  top: 0,
  height: 24,
  '&[data-direction="in"]': { color: 'var(--wb-in)' },
  '&[data-direction="out"]': { color: 'var(--wb-out)' },
});
const Chips = styled('span')({ display: 'flex', flexWrap: 'wrap', gap: '2px 6px' });
const Quiet = styled('span')({ color: 'var(--wb-muted)' });
const Panel = styled('div')({
  maxHeight: '34vh',
  overflow: 'auto',
  padding: '8px 12px 12px',
  borderTop: '1px solid var(--wb-line)',
  '&[hidden]': { display: 'none' },
  '& form': { maxWidth: 960 },
});
