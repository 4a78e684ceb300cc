import { formatCount } from '../../ui/format.ts';
import type { RelayListener } from '../../../contract/tools/relay.ts';
import {
  HowToReach,
  hostToReach,
  type ReachCommand,
  streamCommands,
  tlsCommands,
} from '../../ui/sessions/HowToReach.tsx';
import { HeaderFigure, ListenerPane } from '../../ui/sessions/ListenerPane.tsx';
import { MaxClients } from '../../ui/sessions/MaxClients.tsx';
import { setMaxClients } from './actions.ts';
import { relayBench } from './bench.ts';
import { FaultChip } from './FaultChip.tsx';
import { FaultsPanel } from './FaultsPanel.tsx';
import { RelayTls } from './Security.tsx';

/** One relay: where it leads, who came, how to reach it, and what it does to the bytes. */
export function RelayView({ relay }: { relay: RelayListener }) {
  const { target, toTarget, toClient, maxClients, transport, tls } = relay.details;
  const running = relay.state === 'listening';
  return (
    <ListenerPane
      of={relayBench}
      listener={relay}
      refusedBecause={`More than ${formatCount(maxClients)} clients at once`}
      header={
        <>
          <HeaderFigure>
            {transport === 'udp' ? 'UDP' : 'TCP'} → {target.host}:{target.port}
          </HeaderFigure>
          {tls.client || tls.target ? <HeaderFigure>{tlsWords(tls)}</HeaderFigure> : null}
          <FaultChip toTarget={toTarget} toClient={toClient} />
        </>
      }
    >
      {running && relay.accepted === 0 ? (
        <HowToReach
          title="No client yet"
          sentence={
            tls.client
              ? 'Press Connect to it, point your client at the relay, or save the certificate below as PEM and try it from another program:'
              : 'Press Connect to it, point your client at the relay instead of the target, or try it from another program:'
          }
          commands={
            transport === 'udp'
              ? datagramCommands(relay)
              : tls.client
                ? tlsCommands(relay.local)
                : streamCommands(relay.local)
          }
        />
      ) : null}
      {running || relay.open > 0 ? (
        <section style={{ maxWidth: 960 }}>
          <h2>Faults</h2>
          <FaultsPanel key={relay.id} relay={relay} />
        </section>
      ) : null}
      <RelayTls relay={relay} />
      {running ? (
        <MaxClients now={maxClients} onApply={(count) => void setMaxClients(relay.id, count)} />
      ) : null}
    </ListenerPane>
  );
}

function tlsWords({ client, target }: RelayListener['details']['tls']): string {
  if (client && target) return 'TLS ends here, and begins anew to the target';
  return client ? 'TLS ends here' : 'TLS to the target';
}

function datagramCommands({ local: { address, port } }: RelayListener): ReachCommand[] {
  const host = hostToReach(address);
  return [
    { program: 'ncat', command: `ncat -u ${host} ${port}` },
    { program: 'socat', command: `socat - UDP:${host.includes(':') ? `[${host}]` : host}:${port}` },
  ];
}
