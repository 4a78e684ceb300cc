import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { styled } from '@mui/material/styles';
import type { TransferSession } from '../../../contract/tools/transfer.ts';
import { formatBytes } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { HeaderItem } from '../../ui/session/SessionHeader.tsx';
import { SessionPane } from '../../ui/session/SessionPane.tsx';
import { SessionRefusal } from '../../ui/tls/RefusedChain.tsx';
import { TlsChip } from '../../ui/tls/TlsChip.tsx';
import { transferBench } from './bench.ts';
import { FileList } from './FileList.tsx';
import { ProgressPanel } from './ProgressPanel.tsx';
import { Question } from './Question.tsx';
import { mendSession, NOTICES } from './session-actions.ts';
import { showView, useTransfer, type View } from './store.ts';
import { openTlsDialog } from './tls-store.ts';
import { useSecurity } from './use-security.ts';
import { MODE_NAMES } from './words.ts';

/** One transfer: how far it is, what it asks, its files, and in a second view what went over the wire. */
export function SessionView({ session }: { session: TransferSession }) {
  const view = useTransfer((s) => s.view);
  const { mode, tls } = session.details;
  // Who sends to a receiver of the same bench is asked where they look.
  const twin = transferBench.useSession(session.twin);
  const asks = twin?.details.question ? twin : session;
  return (
    <SessionPane
      of={transferBench}
      session={session}
      header={
        <>
          <HeaderItem data-figure>{MODE_NAMES[mode]}</HeaderItem>
          <NotKept bytes={session.details.notCaptured} />
          {tls ? (
            <TlsChip
              tls={tls}
              role={session.role}
              onOpen={() => openTlsDialog({ kind: 'security', session: session.id })}
            />
          ) : null}
        </>
      }
      body={view === 'files' ? <FileList key={session.id} session={session} /> : undefined}
      onMend={(wanted) => mendSession(session, wanted)}
    >
      <SessionRefusal
        session={session}
        useSecurity={useSecurity}
        onShow={() => openTlsDialog({ kind: 'security', session: session.id })}
      />
      <ProgressPanel session={session} />
      <Question key={asks.details.question?.id ?? 0} session={asks} />
      <Bar>
        <Tabs
          value={view}
          onChange={(_event, next: View) => showView(next)}
          aria-label="Views of the transfer"
        >
          <Tab value="files" label="Files" />
          <Tab value="capture" label="Timeline and bytes" />
        </Tabs>
        <Notice where={NOTICES} />
      </Bar>
    </SessionPane>
  );
}

/** The capture has what is told about files, and the first part of what is in them. */
function NotKept({ bytes }: { bytes: number }) {
  const view = useTransfer((s) => s.view);
  if (bytes === 0 || view !== 'capture') return null;
  return (
    <HeaderItem
      data-figure
      title="The capture keeps what is told about files and the first part of what is in them. “Capture all bytes” in the form keeps all."
    >
      {formatBytes(bytes)} not kept
    </HeaderItem>
  );
}

const Bar = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'space-between',
  gap: 12,
  flex: '0 0 auto',
  height: 33,
  padding: '0 12px 0 4px',
  borderBottom: '1px solid var(--wb-line)',
  background: 'var(--wb-panel)',
  '& .MuiTab-root': { height: 32, padding: '0 8px' },
});
