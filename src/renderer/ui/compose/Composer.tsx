import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import LinearProgress from '@mui/material/LinearProgress';
import { memo, useEffect, useId, useRef } from 'react';
import { LINE_ENDINGS, type LineEnding } from '../../../contract/payload/line-ending.ts';
import { SelectField } from '../Field.tsx';
import { formatBytes, formatExact } from '../format.ts';
import { BookmarkIcon, FileIcon } from '../icons.tsx';
import { PanelButton } from '../messages/PanelButton.tsx';
import { addTarget, removeTarget, savePresent } from '../messages/fire.ts';
import { Notice } from '../Notice.tsx';
import { useNotice } from '../notice.ts';
import type { SessionActions } from '../session/actions.ts';
import { attachFile } from './attach.ts';
import { AttachmentChip } from './AttachmentChip.tsx';
import './compose.css';
import {
  changeDraft,
  draftOf,
  draftWith,
  type Encoding,
  ENCODINGS,
  specOf,
  useDraft,
} from './draft-store.ts';
import { FrameAs } from './FrameAs.tsx';
import { HistoryMenu } from './HistoryMenu.tsx';
import { history, type Sent } from './history.ts';
import { MessageField } from './MessageField.tsx';
import { Preview } from './Preview.tsx';
import { RepeatControls } from './RepeatControls.tsx';
import { blobOfText, CHUNK } from './send-chunks.ts';
import { cancelSending, sendDraft } from './send-file.ts';
import { canQueue, sendToAll, stopRepeat } from './send.ts';
import { inserted, TemplateControls } from './TemplateControls.tsx';
import { useLate } from './use-late.ts';
import { useMessage, useRepeat } from './use-message.ts';

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
  const { text, encoding, ending, template, frameAs, attachment, sending, problem } = draft;
  const field = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  /** How far back in the history the field is, and what stood there before. */
  const walk = useRef<{ back: number; before: Sent }>({ back: 0, before: { text, encoding, ending } });

  const { built, fault, wrong, size, framed, bytes } = useMessage(id, draft);
  const repeat = useRepeat(id, draft, actions, bytes);
  const some = size > 0 || actions.allowsEmpty === true;
  // A file goes on where another window began it, or this one before it was loaded anew.
  const under = actions.file ? { ...actions.file, large: true } : sending;
  const ready = actions.canSend && !actions.file && canQueue(sending, size) && wrong === null && some;
  const late = useLate(under !== null, LATE_MS) || under?.large;
  useEffect(() => addTarget(id, actions, false), [id, actions]);
  useEffect(() => () => removeTarget(id), [id]);
  const send = async () => {
    if (wrong !== null && !attachment) return selectWrong();
    if (!ready) return;
    walk.current.back = 0;
    // Typing begins the next message; sending once more sends the same.
    if (!attachment && document.activeElement === field.current) field.current?.select();
    if ((await sendDraft(id, bytes, actions)) && attachment) changeDraft(id, { attachment: null });
  };
  const selectWrong = () => {
    if (fault === null) return;
    field.current?.focus();
    field.current?.setSelectionRange(fault.at, fault.at + 1);
  };
  const show = ({ template: was = false, framing: around = { kind: 'raw' }, ...entry }: Sent) =>
    changeDraft(id, draftWith({ ...entry, template: was, framing: around }));
  const present = (): Sent => {
    const spec = specOf(draftOf(id));
    return { text, encoding, ending, template: spec.template, framing: spec.framing };
  };
  const onHistory = (step: -1 | 1) => {
    const entries = history();
    const { back } = walk.current;
    const next = Math.min(entries.length, Math.max(0, back - step));
    if (next === back) return;
    if (back === 0) walk.current.before = present();
    walk.current.back = next;
    show(next === 0 ? walk.current.before : entries[entries.length - next]!);
  };
  const insert = (what: string) => {
    const next = inserted(text, field.current, what);
    changeDraft(id, { text: next.text, problem: null });
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const saidBy = useId();
  const nothing = attachment && !some ? 'The file is empty: there is nothing to send.' : null;
  const said = wrong ?? problem ?? (actions.canSend ? nothing : (actions.whyNot ?? null));
  return (
    <form
      className="wb-compose"
      aria-label="Compose"
      data-compose={id}
      onFocus={() => addTarget(id, actions, true)}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div className="wb-compose-main">
        {attachment ? (
          <AttachmentChip
            attachment={attachment}
            disabled={under !== null}
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
      {under?.large ? (
        <div className="wb-compose-progress">
          <LinearProgress
            variant="determinate"
            value={under.total > 0 ? (100 * under.sent) / under.total : 0}
            aria-label="Bytes sent"
          />
        </div>
      ) : null}
      {built.ok && fault === null && !attachment && (framed || (template && text !== '')) ? (
        <Preview built={built} encoding={encoding} />
      ) : null}
      <div className="wb-compose-foot">
        <span className="wb-compose-options">
          <TemplateControls
            on={template}
            encoding={encoding}
            disabled={attachment !== null}
            onChange={(on) => changeDraft(id, { template: on, problem: null })}
            onInsert={insert}
          />
          {attachment ? null : (
            <FrameAs draft={frameAs} onChange={(next) => changeDraft(id, { frameAs: next, problem: null })} />
          )}
        </span>
        <span
          id={saidBy}
          className={wrong || problem ? 'wb-compose-said wb-compose-wrong' : 'wb-compose-said'}
          role={wrong || problem ? 'alert' : undefined}
        >
          {said ?? ''}
        </span>
        {under && late ? (
          <>
            <span className="wb-pane-note">
              {formatBytes(under.sent)} of {formatBytes(under.total)}
            </span>
            <Button size="small" onClick={() => cancelSending(id, actions)}>
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
          onStart={repeat}
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
        <span className="wb-compose-tools">
          <HistoryMenu onChoose={show} />
          <IconButton
            size="small"
            aria-label="Save the message"
            title="Save the message (Ctrl+S)"
            disabled={attachment !== null || text === ''}
            onClick={() => savePresent(id)}
          >
            <BookmarkIcon />
          </IconButton>
          <IconButton
            size="small"
            aria-label="Attach file"
            title="Attach file: it is sent as it is"
            onClick={() => files.current?.click()}
          >
            <FileIcon />
          </IconButton>
          <PanelButton />
        </span>
        <input
          ref={files}
          type="file"
          hidden
          aria-label="File to send"
          onChange={(event) => {
            attachFile(id, event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
    </form>
  );
});
