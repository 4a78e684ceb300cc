import { styled } from '@mui/material/styles';
import { DropZone } from '../../ui/files/DropZone.tsx';
import { EmptyTool, SpecimenFrame } from '../../ui/sessions/EmptyTool.tsx';
import { ToolPage } from '../../ui/sessions/ToolPage.tsx';
import { startSample, takeDrop } from './actions.ts';
import { transferBench } from './bench.ts';
import { ListenerView } from './ListenerView.tsx';
import { ModeSection } from './ModeSection.tsx';
import { ReceiveSection } from './ReceiveSection.tsx';
import { SendSection } from './SendSection.tsx';
import { SessionView } from './SessionView.tsx';
import { SpeedSection } from './speed/SpeedSection.tsx';
import { TlsDialogs } from './TlsDialogs.tsx';

/** Forms and transfers on the left, what is chosen on the right; files can be dropped anywhere. */
export function TransferPage() {
  return (
    <DropZone label="Drop files and folders to send them" onDrop={takeDrop}>
      <ToolPage
        of={transferBench}
        forms={
          <>
            <ModeSection />
            <ReceiveSection />
            <SendSection />
            <SpeedSection />
            <TlsDialogs />
          </>
        }
        nothing="Receivers, senders and transfers appear here."
        empty={
          <EmptyTool
            of={transferBench}
            choose="Choose a transfer to see its files, or drop files here to send them."
            label="Receive and send a sample file"
            start={startSample}
          >
            <Picture aria-hidden="true">
              <span>photos/</span>
              <i>12 files, 34.1 MiB</i>
              <b>→</b>
              <i>SHA-256 checked</i>
              <span>photos/</span>
            </Picture>
            <p>
              Drop files and folders anywhere on this page to send them over a socket: to another Wirebench,
              to tar, or to any program that reads bytes until the end.
            </p>
          </EmptyTool>
        }
        renderSession={(session) => <SessionView session={session} />}
        renderListener={(listener) => <ListenerView listener={listener} />}
      />
    </DropZone>
  );
}

/** What goes in at one end and comes out at the other. */
const Picture = styled(SpecimenFrame)({
  display: 'flex',
  alignItems: 'baseline',
  gap: 16,
  '& b': { fontWeight: 400, color: 'var(--wb-out)' },
});
