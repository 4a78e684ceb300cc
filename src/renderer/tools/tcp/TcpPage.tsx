import { styled } from '@mui/material/styles';
import { useListener, useSession } from '../../bridge/bench-store.ts';
import { Splitter } from '../../ui/Splitter.tsx';
import { ConnectSection } from './ConnectSection.tsx';
import { EmptyBench } from './EmptyBench.tsx';
import { ListenerView } from './ListenerView.tsx';
import { ListenSection } from './ListenSection.tsx';
import { SessionsSection } from './SessionsSection.tsx';
import { SessionView } from './SessionView.tsx';
import { useTcp } from './store.ts';

/** Forms and sessions on the left, what is chosen on the right. */
export function TcpPage() {
  return (
    <Splitter
      id="tcp.page"
      direction="horizontal"
      initial={312}
      min={[248, 480]}
      collapsible="first"
      label="Resize the forms"
    >
      <Left>
        <ListenSection />
        <ConnectSection />
        <SessionsSection />
      </Left>
      <Chosen />
    </Splitter>
  );
}

function Chosen() {
  const selected = useTcp((s) => s.selected);
  const session = useSession(selected?.kind === 'session' ? selected.id : null);
  const listener = useListener(selected?.kind === 'listener' ? selected.id : null);
  if (session) return <SessionView session={session} />;
  if (listener) return <ListenerView listener={listener} />;
  return <EmptyBench />;
}

const Left = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  flex: '1 1 0',
  minHeight: 0,
  overflow: 'hidden auto',
  background: 'var(--wb-panel)',
});
