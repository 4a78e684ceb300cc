import { styled } from '@mui/material/styles';
import type { CapturesSession } from '../../../contract/tools/captures.ts';
import { Middle } from '../../ui/Middle.tsx';
import { useFileDrop } from '../../ui/files/use-file-drop.ts';
import { HeaderItem } from '../../ui/session/SessionHeader.tsx';
import { SessionPane } from '../../ui/session/SessionPane.tsx';
import { ToolPage } from '../../ui/sessions/ToolPage.tsx';
import { useBench } from '../../bridge/bench-store.ts';
import type { TimelineOptions } from '../../ui/timeline/options.ts';
import { capturesBench } from './bench.ts';
import { openFiles } from './open-files.ts';
import { OpenSection } from './OpenSection.tsx';

/** Sessions of files: the button that opens one, what was opened, and the session that is looked at. */
export function CapturesPage() {
  const { over, handlers } = useFileDrop((transfer) => void openFiles(transfer.files));
  return (
    <Drop data-over={over || undefined} {...handlers}>
      <ToolPage
        of={capturesBench}
        forms={<OpenSection />}
        nothing="The sessions of opened files appear here."
        empty={<Empty />}
        renderSession={(session) => <SessionView session={session} />}
      />
    </Drop>
  );
}

/** Datagrams may be of many peers. */
const DATAGRAMS: TimelineOptions = { peers: true };

function SessionView({ session }: { session: CapturesSession }) {
  const { file, protocol, tls } = session.details;
  return (
    <SessionPane
      of={capturesBench}
      session={session}
      timeline={protocol === 'udp' ? DATAGRAMS : undefined}
      header={
        <HeaderItem data-figure title={`The file it was opened from: ${file.name}`} style={{ minWidth: 0 }}>
          <FileName>{file.name}</FileName> ({protocol.toUpperCase()}
          {tls ? ', decrypted' : ''})
        </HeaderItem>
      }
    />
  );
}

function Empty() {
  const some = useBench((s) => s.shape >= 0 && capturesBench.sessions().length > 0);
  return (
    <Middle>
      {some ? (
        'Choose a session to see its bytes.'
      ) : (
        <p>
          What was exported here, or captured by Wireshark or tcpdump, can be opened and looked at like any
          session. Drop a file here, or choose one on the left.
        </p>
      )}
    </Middle>
  );
}

/** What says of which kind it is stays in view. */
const FileName = styled('span')({ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' });
const Drop = styled('div')({
  display: 'flex',
  flex: '1 1 0',
  minWidth: 0,
  minHeight: 0,
  '&[data-over]': { outline: '2px solid var(--wb-focus)', outlineOffset: -2 },
});
