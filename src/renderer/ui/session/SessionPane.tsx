import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { ComponentType, ReactNode } from 'react';
import type { Listener, Session } from '../../../contract/bench.ts';
import type { Mend } from '../../../contract/failure.ts';
import { useSession } from '../../bridge/bench-store.ts';
import { getClient } from '../../bridge/connection.ts';
import { attachDropped, composedAt } from '../compose/attach.ts';
import { FailureNotice } from '../FailureNotice.tsx';
import { DropZone } from '../files/DropZone.tsx';
import type { AnyToolBench, ToolBench } from '../sessions/tool-bench.ts';
import type { TimelineOptions } from '../timeline/options.ts';
import { TwoEnds } from '../two-ends/TwoEnds.tsx';
import { SessionBody } from './SessionBody.tsx';
import { SessionHeader } from './SessionHeader.tsx';

export interface SessionPaneProps<S extends Session> {
  of: ToolBench<S, Listener>;
  session: S;
  /** What the next message is written in; a tool whose sessions take none has none. */
  Compose?: ComponentType<{ session: S }>;
  /** Figures of the tool's own, for the header. */
  header?: ReactNode;
  /** Between the notices and the timeline. */
  children?: ReactNode;
  /** In place of timeline and bytes, while something else is looked at. */
  body?: ReactNode;
  /** What the tool wants of the timeline. */
  timeline?: TimelineOptions;
  /** Mends of the session's failures, where they do something with the session itself. It has to know them all. */
  onMend?(wanted: Mend): void;
}

/** One session: its header, what is wrong with it, and its timeline, bytes and composer. */
export function SessionPane<S extends Session>({
  of,
  session,
  Compose,
  header,
  children,
  body,
  timeline,
  onMend,
}: SessionPaneProps<S>) {
  const both = of.use((s) => s.twoEnds.has(session.id));
  const twin = useSession(session.twin);
  const composer = Compose ? <Compose key={session.id} session={session} /> : null;
  return (
    <DropZone
      label="Drop a file to attach it"
      onDrop={Compose ? (transfer, on) => attachDropped(composedAt(on) ?? session.id, transfer) : null}
    >
      <Column>
        <SessionHeader of={of} session={session}>
          {header}
        </SessionHeader>
        <Notices>
          {session.stalled ? (
            <FailureNotice failure={session.stalled} tone="warning" onMend={onMend}>
              <Button size="small" onClick={() => void resumeCapture(of, session.id)}>
                Resume capture
              </Button>
            </FailureNotice>
          ) : null}
          {session.failure ? <FailureNotice failure={session.failure} onMend={onMend} /> : null}
          <ActFailure of={of} id={session.id} onMend={onMend} />
        </Notices>
        {children}
        {both && twin ? (
          <TwoEnds
            left={session.role === 'client' ? session : twin}
            right={session.role === 'client' ? twin : session}
            start={session.role === 'client' ? 'left' : 'right'}
            // The other end may be another tool's, which has its own page to write from.
            renderComposer={(end) =>
              Compose && of.isOwn(end) ? <Compose key={end.id} session={end} /> : null
            }
            onClose={() => of.toggle('twoEnds', session.id)}
          />
        ) : (
          (body ?? <SessionBody key={session.id} session={session} composer={composer} timeline={timeline} />)
        )}
      </Column>
    </DropZone>
  );
}

/** Why the last act on this session or listener failed, until it is dismissed. */
export function ActFailure({
  of,
  id,
  onMend,
}: {
  of: AnyToolBench;
  id: string;
  onMend?(wanted: Mend): void;
}) {
  const failed = of.use((s) => (s.actFailure?.id === id ? s.actFailure.failure : null));
  return failed ? (
    <FailureNotice failure={failed} onMend={onMend} onDismiss={() => of.forgetFailure()} />
  ) : null;
}

const resumeCapture = (of: AnyToolBench, session: string) =>
  of.act(session, () => getClient().capture.resume({ session }));

const Column = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  flex: '1 1 0',
  minWidth: 0,
  minHeight: 0,
  overflow: 'hidden auto',
});
const Notices = styled('div')({
  display: 'grid',
  gap: 8,
  padding: '8px 12px',
  '&:empty': { display: 'none' },
});
