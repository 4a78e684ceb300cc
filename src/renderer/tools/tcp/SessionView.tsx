import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { Session } from '../../../contract/bench.ts';
import { useSession } from '../../bridge/bench-store.ts';
import { Composer } from '../../ui/compose/Composer.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { SessionBody } from '../../ui/session/SessionBody.tsx';
import { TwoEnds } from '../../ui/two-ends/TwoEnds.tsx';
import { mend, mendSession, resumeCapture } from './actions.ts';
import { useSessionActions } from './session-actions.ts';
import { SessionHeader } from './SessionHeader.tsx';
import { toggle, useTcp } from './store.ts';

/** One session: its header, what is wrong with it, and its timeline, bytes and composer. */
export function SessionView({ session }: { session: Session }) {
  const failed = useTcp((s) => (s.actFailure?.id === session.id ? s.actFailure.failure : null));
  const both = useTcp((s) => s.twoEnds.has(session.id));
  const twin = useSession(session.twin);
  const actions = useSessionActions(session);
  return (
    <Column>
      <SessionHeader session={session} />
      <Notices>
        {session.stalled ? (
          <FailureNotice failure={session.stalled} tone="warning" onMend={mend}>
            <Button size="small" onClick={() => void resumeCapture(session.id)}>
              Resume capture
            </Button>
          </FailureNotice>
        ) : null}
        {session.failure ? (
          <FailureNotice failure={session.failure} onMend={(wanted) => mendSession(session, wanted)} />
        ) : null}
        {failed ? (
          <FailureNotice
            failure={failed}
            onMend={mend}
            onDismiss={() => useTcp.setState({ actFailure: null })}
          />
        ) : null}
      </Notices>
      {both && twin ? (
        <TwoEnds
          left={session.role === 'client' ? session : twin}
          right={session.role === 'client' ? twin : session}
          start={session.role === 'client' ? 'left' : 'right'}
          renderComposer={(end) => <EndComposer key={end.id} session={end} />}
          onClose={() => toggle('twoEnds', session.id)}
        />
      ) : (
        <SessionBody key={session.id} session={session} actions={actions} />
      )}
    </Column>
  );
}

function EndComposer({ session }: { session: Session }) {
  return <Composer id={session.id} actions={useSessionActions(session)} />;
}

const Column = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  flex: '1 1 0',
  minWidth: 0,
  minHeight: 0,
});
const Notices = styled('div')({
  display: 'grid',
  gap: 8,
  padding: '8px 12px',
  '&:empty': { display: 'none' },
});
