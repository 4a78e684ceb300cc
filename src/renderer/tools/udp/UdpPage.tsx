import { EmptyTool, Specimen } from '../../ui/sessions/EmptyTool.tsx';
import { ToolPage } from '../../ui/sessions/ToolPage.tsx';
import { startPair } from './actions.ts';
import { udpBench } from './bench.ts';
import { BindSection } from './BindSection.tsx';
import { SessionView } from './SessionView.tsx';

/** The Bind form and the sockets on the left, what is chosen on the right. */
export function UdpPage() {
  return (
    <ToolPage
      of={udpBench}
      forms={<BindSection />}
      nothing="Bound sockets appear here."
      empty={
        <EmptyTool
          of={udpBench}
          choose="Choose a socket to see its datagrams."
          label="Bind two sockets that answer each other"
          start={startPair}
        >
          <Specimen
            rows={[
              { direction: 'out', text: 'hello' },
              { direction: 'in', text: 'hello' },
            ]}
          />
          <p>A bound socket sends to any address and receives from all. Each datagram is one row.</p>
        </EmptyTool>
      }
      renderSession={(session) => <SessionView session={session} />}
    />
  );
}
