import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import LinearProgress from '@mui/material/LinearProgress';
import { type DragEvent, memo, useId, useMemo, useRef, useState } from 'react';
import { LINE_ENDINGS, type LineEnding } from '../../../contract/payload/line-ending.ts';
import { SelectField } from '../Field.tsx';
import { formatBytes, formatExact } from '../format.ts';
import { FileIcon } from '../icons.tsx';
import { Notice } from '../Notice.tsx';
import { useNotice } from '../notice.ts';
import type { SessionActions } from '../session/actions.ts';
import { AttachmentChip } from './AttachmentChip.tsx';
import './compose.css';
import { changeDraft, type Encoding, ENCODINGS, useDraft } from './draft-store.ts';
import { HistoryMenu } from './HistoryMenu.tsx';
import { history, type Sent } from './history.ts';
import { MessageField } from './MessageField.tsx';
import { payloadOf } from '../../../contract/payload/message.ts';
import { RepeatControls } from './RepeatControls.tsx';
import { blobOfText, CHUNK } from './send-chunks.ts';
import { canQueue, sendNow, sendToAll, startRepeat, stopRepeat } from './send.ts';
import { useLate } from './use-late.ts';

/** A send that takes no longer is no news. */
const LATE_MS = 400;

const PLACEHOLDERS: Record<Encoding, string> = {
  Text: 'Hello, server!\\r\\n',
  Hex: '48 65 6c 6c 6f 0d 0a',
  Base64: 'SGVsbG8NCg==',
};
const options = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

/** What is sent next in the session `id`: a message as text, hex or Base64, or a file. Its figures are no concern here. */
export const Composer = memo(function Composer({ id, actions }: { id: string; actions: SessionActions }) {
  const draft = useDraft(id);
  const { text, encoding, ending, attachment, sending, problem } = draft;
  const field = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  /** How far back in the history the field is, and what stood there before. */
  const walk = useRef<{ back: number; before: Sent }>({ back: 0, before: { text, encoding, ending } });
  const [over, setOver] = useState(false);

  const parsed = useMemo(() => payloadOf(text, encoding, ending), [text, encoding, ending]);
  const size = attachment ? attachment.blob.size : parsed.ok ? parsed.bytes.length : 0;
  const wrong = attachment || parsed.ok ? null : parsed.message;
  const some = size > 0 || actions.allowsEmpty === true;
  const ready = actions.canSend && canQueue(sending, size) && wrong === null && some;
  const late = useLate(sending !== null, LATE_MS) || sending?.large;
  const bytes = (): Blob => attachment?.blob ?? new Blob(parsed.ok ? [parsed.bytes] : []);

  const send = async () => {
    if (wrong !== null && !attachment) return selectWrong();
    if (!ready) return;
    walk.current.back = 0;
    // Typing begins the next message; sending once more sends the same.
    if (!attachment && document.activeElement === field.current) field.current?.select();
    if ((await sendNow(id, bytes(), actions)) && attachment) changeDraft(id, { attachment: null });
  };
  const selectWrong = () => {
    if (parsed.ok) return;
    field.current?.focus();
    field.current?.setSelectionRange(parsed.at, parsed.at + 1);
  };
  const show = (entry: Sent) => changeDraft(id, { ...entry, attachment: null, problem: null });
  const onHistory = (step: -1 | 1) => {
    const entries = history();
    const { back } = walk.current;
    const next = Math.min(entries.length, Math.max(0, back - step));
    if (next === back) return;
    if (back === 0) walk.current.before = { text, encoding, ending };
    walk.current.back = next;
    show(next === 0 ? walk.current.before : entries[entries.length - next]!);
  };
  const attach = (file: File | undefined) => {
    if (file) changeDraft(id, { attachment: { name: file.name, kind: 'file', blob: file }, problem: null });
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    attach(event.dataTransfer.files[0]);
  };

  const saidBy = useId();
  const said = wrong ?? problem ?? (actions.canSend ? null : (actions.whyNot ?? null));
  return (
    <form
      className="wb-compose"
      aria-label="Compose"
      data-over={over || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={onDrop}
    >
      <div className="wb-compose-main">
        {attachment ? (
          <AttachmentChip
            attachment={attachment}
            disabled={sending !== null}
            onRemove={() => changeDraft(id, { attachment: null, problem: null })}
          />
        ) : (
          <MessageField
            text={text}
            placeholder={PLACEHOLDERS[encoding]}
            problem={wrong}
            saidBy={saidBy}
            inputRef={field}
            onChange={(next) => {
              walk.current.back = 0;
              changeDraft(id, { text: next, problem: null });
            }}
            onLarge={(large) => {
              useNotice.getState().show('compose', 'Taking in the pasted text…');
              void blobOfText(large).then((blob) =>
                changeDraft(id, { attachment: { name: 'Pasted text', kind: 'paste', blob }, problem: null }),
              );
            }}
            onSend={() => void send()}
            onHistory={onHistory}
          />
        )}
        <div className="wb-compose-select">
          <SelectField
            label="Encoding"
            value={encoding}
            options={options(ENCODINGS)}
            disabled={attachment !== null}
            onChange={(name) =>
              changeDraft(id, { encoding: ENCODINGS.find((e) => e === name) ?? 'Text', problem: null })
            }
          />
        </div>
        <div className="wb-compose-select">
          <SelectField
            label="Line ending"
            value={ending}
            options={options(LINE_ENDINGS)}
            disabled={attachment !== null || encoding !== 'Text'}
            onChange={(name) =>
              changeDraft(id, { ending: LINE_ENDINGS.find((e): e is LineEnding => e === name) ?? 'None' })
            }
          />
        </div>
        <Button
          type="submit"
          variant="contained"
          className="wb-compose-send"
          disabled={!ready}
          title={said ?? 'Ctrl+Enter'}
        >
          Send
        </Button>
      </div>
      {sending?.large ? (
        <div className="wb-compose-progress">
          <LinearProgress
            variant="determinate"
            value={(100 * sending.sent) / sending.total}
            aria-label="Bytes sent"
          />
        </div>
      ) : null}
      <div className="wb-compose-foot">
        <span
          id={saidBy}
          className={wrong || problem ? 'wb-compose-said wb-compose-wrong' : 'wb-compose-said'}
          role={wrong || problem ? 'alert' : undefined}
        >
          {said ?? ''}
        </span>
        {sending && late ? (
          <>
            <span className="wb-pane-note">
              {formatBytes(sending.sent)} of {formatBytes(sending.total)}
            </span>
            <Button size="small" onClick={() => sending.abort.abort()}>
              Cancel
            </Button>
          </>
        ) : (
          <>
            <Notice where="compose" />
            <span className="wb-pane-note" title={formatExact(size)}>
              {wrong ? '' : formatBytes(size)}
            </span>
          </>
        )}
        <RepeatControls
          everyMs={draft.everyMs}
          repeating={actions.repeating}
          disabled={!ready || size > CHUNK}
          onChange={(everyMs) => changeDraft(id, { everyMs })}
          onStart={(everyMs) => void startRepeat(id, bytes(), everyMs, actions)}
          onStop={() => void stopRepeat(id, actions)}
        />
        {actions.sendToAll ? (
          <Button
            size="small"
            variant="text"
            disabled={!ready || size > CHUNK}
            onClick={() => void sendToAll(id, bytes(), actions)}
          >
            Send to all clients
          </Button>
        ) : null}
        <HistoryMenu onChoose={show} />
        <IconButton
          size="small"
          aria-label="Send a file"
          title="Send a file"
          onClick={() => files.current?.click()}
        >
          <FileIcon />
        </IconButton>
        <input
          ref={files}
          type="file"
          hidden
          aria-label="File to send"
          onChange={(event) => {
            attach(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
    </form>
  );
});
