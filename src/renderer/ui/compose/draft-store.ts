import { create } from 'zustand';
import type { LineEnding } from '../../../contract/payload/line-ending.ts';
import { type Encoding, ENCODINGS, type MessageSpec } from '../../../contract/payload/message.ts';
import { useBench } from '../../bridge/bench-store.ts';
import { recall, remember } from '../../bridge/memory.ts';
import {
  draftOf as framingDraftOf,
  FRESH_FRAMING,
  type FramingDraft,
  readFraming,
} from '../framing/framing-draft.ts';

export { type Encoding, ENCODINGS };

/** Bytes that are sent as they are: a file, or a paste that is too large for a field. */
export interface Attachment {
  name: string;
  kind: 'file' | 'paste';
  blob: Blob;
}

/** What is under way: one large send, or small messages one after the other. */
export interface Sending {
  /** Bytes that the socket has taken, of all that were given to it since it was idle. */
  sent: number;
  total: number;
  abort: AbortController;
  /** Nothing else is sent until it is through. */
  large: boolean;
}

/** What stands in the composer of one session. It is kept while other sessions are looked at. */
export interface Draft {
  text: string;
  encoding: Encoding;
  ending: LineEnding;
  /** `{{…}}` are placeholders. */
  template: boolean;
  /** What goes around the message. */
  frameAs: FramingDraft;
  /** How many messages with placeholders were sent: where their counter stands. */
  counter: number;
  attachment: Attachment | null;
  sending: Sending | null;
  /** What the last send came to, when it failed. */
  problem: string | null;
  everyMs: string;
}

const ENDING = 'compose.ending';

const fresh = (): Draft => ({
  text: '',
  encoding: 'Text',
  ending: recall<LineEnding>(ENDING, 'None'),
  template: false,
  frameAs: FRESH_FRAMING,
  counter: 0,
  attachment: null,
  sending: null,
  problem: null,
  everyMs: '1000',
});

/** What stands in a composer as a message; a frame that can't be read is left out. */
export function specOf({ text, encoding, ending, template, frameAs }: Draft): MessageSpec {
  const read = readFraming(frameAs);
  return {
    text,
    encoding,
    ending: encoding === 'Text' ? ending : 'None',
    template: template && encoding !== 'Base64',
    framing: read.ok ? read.framing : { kind: 'raw' },
  };
}

/** A message as it stands in a composer. */
export const draftWith = ({ text, encoding, ending, template, framing }: MessageSpec): Partial<Draft> => ({
  text,
  encoding,
  ending,
  template,
  frameAs: framingDraftOf(framing),
  attachment: null,
  problem: null,
});

const useDrafts = create<{ drafts: ReadonlyMap<string, Draft> }>(() => ({ drafts: new Map() }));

const made = new Map<string, Draft>();

/** The draft of a session; a new session's begins with the line ending that was chosen last. */
export function draftOf(session: string): Draft {
  const kept = useDrafts.getState().drafts.get(session) ?? made.get(session);
  if (kept) return kept;
  const draft = fresh();
  made.set(session, draft);
  return draft;
}

export const useDraft = (session: string): Draft =>
  useDrafts((s) => s.drafts.get(session)) ?? draftOf(session);

export function changeDraft(session: string, change: Partial<Draft>): void {
  const draft = { ...draftOf(session), ...change };
  made.delete(session);
  useDrafts.setState(({ drafts }) => ({ drafts: new Map(drafts).set(session, draft) }));
  if (change.ending) remember(ENDING, change.ending, 'disk');
}

// What was taken off the bench is sent no further and needs no draft.
useBench.subscribe((now, before) => {
  if (now.shape === before.shape) return;
  const { drafts } = useDrafts.getState();
  const kept = new Map([...drafts].filter(([id]) => now.sessions.has(id)));
  for (const [id, draft] of drafts) if (!kept.has(id)) draft.sending?.abort.abort();
  for (const id of made.keys()) if (!now.sessions.has(id)) made.delete(id);
  if (kept.size < drafts.size) useDrafts.setState({ drafts: kept });
});
