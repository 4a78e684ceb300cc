import { type ReactNode, useDeferredValue } from 'react';
import type { Session } from '../../../contract/bench.ts';
import { BytesPane } from '../bytes/BytesPane.tsx';
import { WithSaved } from '../messages/WithSaved.tsx';
import { Splitter } from '../Splitter.tsx';
import type { TimelineOptions } from '../timeline/options.ts';
import { Timeline } from '../timeline/Timeline.tsx';
import './session.css';

/** One session: what happened, the bytes of it, and what to send next. */
export function SessionBody({
  session,
  composer,
  timeline,
  split = { id: `${session.tool}.session`, initial: 0.42 },
}: {
  session: Session;
  composer: ReactNode;
  timeline?: TimelineOptions;
  /** How the room is shared between timeline and bytes, and what that is remembered by. */
  split?: { id: string; initial: number };
}) {
  // After the timeline, and piece by piece: both at once would hold the window up.
  const bytes = useDeferredValue(true, false);
  return (
    <div className="wb-session">
      <WithSaved session={session.id} composer={composer}>
        <Splitter
          id={split.id}
          direction="vertical"
          initial={split.initial}
          min={[96, 120]}
          label="Resize timeline and bytes"
        >
          <Timeline key={session.id} session={session} options={timeline} />
          {bytes ? <BytesPane key={session.id} session={session} /> : <div />}
        </Splitter>
      </WithSaved>
    </div>
  );
}
