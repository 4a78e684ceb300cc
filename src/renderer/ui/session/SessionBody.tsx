import type { ReactNode } from 'react';
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
}: {
  session: Session;
  composer: ReactNode;
  timeline?: TimelineOptions;
}) {
  return (
    <div className="wb-session">
      <WithSaved session={session.id} composer={composer}>
        <Splitter
          id={`${session.tool}.session`}
          direction="vertical"
          initial={0.42}
          min={[96, 120]}
          label="Resize timeline and bytes"
        >
          <Timeline key={session.id} session={session} options={timeline} />
          <BytesPane key={session.id} session={session} />
        </Splitter>
      </WithSaved>
    </div>
  );
}
