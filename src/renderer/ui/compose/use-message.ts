import { useEffect, useMemo, useRef } from 'react';
import { type BuiltMessage, compileMessage } from '../../../contract/payload/message.ts';
import type { ParseFailure } from '../../../contract/payload/parsed.ts';
import { readFraming } from '../framing/framing-draft.ts';
import type { SessionActions } from '../session/actions.ts';
import { changeDraft, type Draft, draftOf, specOf } from './draft-store.ts';
import { momentOf } from './moment.ts';
import { startRepeat } from './send.ts';

/** What stands in a composer, as it would be sent now. */
export interface ComposedMessage {
  built: BuiltMessage | ParseFailure;
  /** What can't be read of the message or of its frame, and where in the text. */
  fault: { at: number; message: string } | null;
  /** The same in words; a file is never wrong. */
  wrong: string | null;
  size: number;
  framed: boolean;
  /** The bytes to send, made anew each time where something in them varies. */
  bytes(): Blob;
}

/** Reads what stands in the composer of the session `id`. */
export function useMessage(id: string, draft: Draft): ComposedMessage {
  const { text, encoding, ending, template, frameAs, counter, attachment } = draft;
  const framing = useMemo(() => readFraming(frameAs), [frameAs]);
  const message = useMemo(
    () => compileMessage(specOf({ ...draftOf(id), text, encoding, ending, template, frameAs })),
    [id, text, encoding, ending, template, frameAs],
  );
  const built = useMemo(() => (message.ok ? message.build(momentOf(counter)) : message), [message, counter]);
  const fault = framing.ok ? (built.ok ? null : built) : { at: 0, message: framing.message };
  return {
    built,
    fault,
    wrong: attachment ? null : (fault?.message ?? null),
    size: attachment ? attachment.blob.size : built.ok ? built.bytes.length : 0,
    framed: !attachment && frameAs.kind !== 'raw',
    bytes() {
      if (attachment) return attachment.blob;
      if (!message.ok || !message.varies) return new Blob(built.ok ? [built.bytes] : []);
      const now = draftOf(id).counter;
      const made = message.build(momentOf(now));
      changeDraft(id, { counter: now + 1 });
      return new Blob(made.ok ? [made.bytes] : []);
    },
  };
}

/** Starts a repeat. Placeholders are filled in by main for each turn, and the counter goes on where main left it. */
export function useRepeat(
  id: string,
  draft: Draft,
  actions: SessionActions,
  bytes: () => Blob,
): (everyMs: number) => void {
  const sent = actions.repeating?.sent ?? null;
  const going = useRef<{ from: number; sent: number } | null>(null);
  useEffect(() => {
    const now = going.current;
    if (!now) return;
    if (sent !== null) now.sent = sent;
    else {
      changeDraft(id, { counter: now.from + now.sent });
      going.current = null;
    }
  }, [id, sent]);
  return (everyMs) => {
    const spec = specOf(draft);
    if (!spec.template || draft.attachment || !actions.repeatMessage)
      return void startRepeat(id, bytes(), everyMs, actions);
    going.current = { from: draft.counter, sent: 0 };
    void startRepeat(id, { spec, counter: draft.counter }, everyMs, actions);
  };
}
