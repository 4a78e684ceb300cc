import { useMemo } from 'react';
import { isLive } from '../../../contract/states.ts';
import type { UdpSession } from '../../../contract/tools/udp.ts';
import { Composer } from '../../ui/compose/Composer.tsx';
import { formatCount } from '../../ui/format.ts';
import { HeaderItem } from '../../ui/session/SessionHeader.tsx';
import { SessionPane } from '../../ui/session/SessionPane.tsx';
import type { TimelineOptions } from '../../ui/timeline/options.ts';
import { replyTo } from './actions.ts';
import { udpBench } from './bench.ts';
import { MulticastPanel } from './MulticastPanel.tsx';
import { SendTo } from './SendTo.tsx';
import { useSessionActions } from './session-actions.ts';
import { useTarget, useUdp } from './store.ts';

/** One socket: its header with its counters, its groups, and its timeline, bytes and composer. */
export function SessionView({ session }: { session: UdpSession }) {
  const { id } = session;
  const live = isLive(session.state);
  const multicast = useUdp((s) => s.multicast.has(id));
  const timeline = useMemo(
    (): TimelineOptions => ({
      peers: true,
      rowActs: ({ peer }) =>
        peer === undefined || !live ? [] : [{ label: `Reply to ${peer}`, run: () => replyTo(id, peer) }],
    }),
    [id, live],
  );
  return (
    <SessionPane
      of={udpBench}
      session={session}
      Compose={Compose}
      header={<Datagrams session={session} />}
      timeline={timeline}
    >
      {multicast && live ? <MulticastPanel session={session} /> : null}
    </SessionPane>
  );
}

function Compose({ session }: { session: UdpSession }) {
  const to = useTarget(session);
  const actions = useSessionActions(session, to);
  return (
    <>
      {isLive(session.state) ? <SendTo session={session} to={to} /> : null}
      <Composer id={session.id} actions={actions} />
    </>
  );
}

/** How many datagrams came, how many of them are in the timeline, and how many nobody will see. */
function Datagrams({ session }: { session: UdpSession }) {
  const { received, shown, droppedHere, droppedByKernel } = session.details.datagrams;
  const dropped = droppedHere + (droppedByKernel ?? 0);
  const system =
    droppedByKernel === null
      ? 'what the system dropped is unknown'
      : `${formatCount(droppedByKernel)} by the system, whose receive buffer was full`;
  return (
    <>
      <HeaderItem data-figure title="Datagrams that reached the bench">
        received <b>{formatCount(received)}</b>
      </HeaderItem>
      <HeaderItem data-figure title="Received datagrams that are in the timeline">
        shown <b>{formatCount(shown)}</b>
      </HeaderItem>
      <HeaderItem
        data-figure
        data-tone={dropped > 0 ? 'warn' : undefined}
        title={`Datagrams that are not in the timeline: ${formatCount(droppedHere)} here for want of room, ${system}`}
      >
        dropped <b>{formatCount(dropped)}</b>
        {droppedByKernel === null ? ' (system: unknown)' : ''}
      </HeaderItem>
    </>
  );
}
