import type { Session } from '../../../contract/bench.ts';
import { BytesPane } from '../bytes/BytesPane.tsx';
import { Composer } from '../compose/Composer.tsx';
import { Splitter } from '../Splitter.tsx';
import { Timeline } from '../timeline/Timeline.tsx';
import './session.css';

/** What a tool can do with one of its sessions, as the panes need it. */
export interface SessionActions {
  /** Sends one chunk of at most `MAX_CHUNK` bytes; resolves when the socket has taken it. */
  send(bytes: Blob, signal?: AbortSignal): Promise<void>;
  /** Sends to every client of the session's listener; resolves with how many there were. */
  sendToAll?: (bytes: Blob) => Promise<number>;
  repeat(bytes: Blob, everyMs: number, times?: number): Promise<void>;
  stopRepeat(): Promise<void>;
  readonly repeating: { everyMs: number; sent: number; skipped: number } | null;
  readonly canSend: boolean;
  /** Why nothing can be sent. */
  readonly whyNot?: string;
}

/** One session: what happened, the bytes of it, and what to send next. */
export function SessionBody({ session, actions }: { session: Session; actions: SessionActions }) {
  return (
    <div className="wb-session">
      <Splitter
        id={`${session.tool}.session`}
        direction="vertical"
        initial={0.42}
        min={[96, 120]}
        label="Resize timeline and bytes"
      >
        <Timeline key={session.id} session={session} />
        <BytesPane key={session.id} session={session} />
      </Splitter>
      <Composer key={session.id} id={session.id} actions={actions} />
    </div>
  );
}
