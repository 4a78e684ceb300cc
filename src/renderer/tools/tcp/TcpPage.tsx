import { EmptyTool, Specimen } from '../../ui/sessions/EmptyTool.tsx';
import { ToolPage } from '../../ui/sessions/ToolPage.tsx';
import { startEcho } from './actions.ts';
import { tcpBench } from './bench.ts';
import { ConnectSection } from './ConnectSection.tsx';
import { ListenerView } from './ListenerView.tsx';
import { ListenSection } from './ListenSection.tsx';
import { SessionView } from './SessionView.tsx';
import { TlsDialogs } from './TlsDialogs.tsx';

/** Forms and sessions on the left, what is chosen on the right. */
export function TcpPage() {
  return (
    <ToolPage
      of={tcpBench}
      forms={
        <>
          <ListenSection />
          <ConnectSection />
          <TlsDialogs />
        </>
      }
      nothing="Listeners and connections appear here."
      empty={
        <EmptyTool
          of={tcpBench}
          choose="Choose a session or a listener to see its bytes."
          label="Start an echo server and connect to it"
          start={startEcho}
        >
          <Specimen
            rows={[
              { direction: 'out', text: 'hello' },
              { direction: 'in', text: 'hello' },
            ]}
          />
          <p>Both ends of a connection can stand on this bench, and every byte between them can be seen.</p>
        </EmptyTool>
      }
      renderSession={(session) => <SessionView session={session} />}
      renderListener={(listener) => <ListenerView listener={listener} />}
    />
  );
}
