import { EmptyTool, Specimen } from '../../ui/sessions/EmptyTool.tsx';
import { ToolPage } from '../../ui/sessions/ToolPage.tsx';
import { startBeforeEcho } from './actions.ts';
import { relayBench } from './bench.ts';
import { RelaySection } from './RelaySection.tsx';
import { RelaySessionView } from './RelaySessionView.tsx';
import { RelayView } from './RelayView.tsx';
import { TlsDialogs } from './TlsDialogs.tsx';

/** The form and the clients on the left, what is chosen on the right. */
export function RelayPage() {
  return (
    <ToolPage
      of={relayBench}
      forms={
        <>
          <RelaySection />
          <TlsDialogs />
        </>
      }
      nothing="Relays and their clients appear here."
      empty={
        <EmptyTool
          of={relayBench}
          choose="Choose a relay or one of its clients to see what passes."
          label="Put a relay before an echo server"
          start={startBeforeEcho}
        >
          <Specimen
            rows={[
              { direction: 'in', text: 'hello' },
              { direction: 'out', text: 'hel' },
            ]}
          />
          <p>
            A relay stands between a client and a server: every byte that passes can be seen, delayed, split
            or damaged.
          </p>
        </EmptyTool>
      }
      renderSession={(session) => <RelaySessionView session={session} />}
      renderListener={(listener) => <RelayView relay={listener} />}
    />
  );
}
