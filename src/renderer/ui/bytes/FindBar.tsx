import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { parseEscapes } from '../../../contract/payload/escape.ts';
import { parseHex } from '../../../contract/payload/hex.ts';
import { isAbort, toFailure } from '../../bridge/failure.ts';
import { CheckField } from '../Field.tsx';
import { FindButtons } from '../FindButtons.tsx';
import { CrossIcon } from '../icons.tsx';
import { InlineField } from '../InlineField.tsx';
import { InlineSelect } from '../InlineSelect.tsx';
import { findBytes } from './find-bytes.ts';
import type { ByteRange } from './selection.ts';
import type { Shown } from './source.ts';

const KINDS = ['Text', 'Hex'] as const;

/** Looks for text or bytes in what is shown. Enter goes on, Shift+Enter goes back, Escape closes. */
export function FindBar({
  shown,
  selected,
  field,
  onFound,
  onClose,
}: {
  shown: Shown;
  /** Where the search goes on from. */
  selected: ByteRange | null;
  field: RefObject<HTMLInputElement | null>;
  onFound(range: ByteRange): void;
  onClose(): void;
}) {
  const [text, setText] = useState('');
  const [kind, setKind] = useState<string>('Text');
  const [ignoreCase, setIgnoreCase] = useState(true);
  const [said, setSaid] = useState<{ text: string; wrong: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController | null>(null);
  useEffect(() => {
    field.current?.focus();
    return () => running.current?.abort();
  }, [field]);

  const find = async (backwards: boolean) => {
    running.current?.abort();
    const parsed = kind === 'Hex' ? parseHex(text) : parseEscapes(text);
    if (!parsed.ok) return setSaid({ text: parsed.message, wrong: true });
    if (parsed.bytes.length === 0) return setSaid(null);
    const abort = new AbortController();
    running.current = abort;
    setBusy(true);
    setSaid(null);
    // Backwards means strictly before the place; forwards the place after the last find.
    const from = selected ? (backwards ? selected.from : selected.from + 1) : shown.offset;
    try {
      const options = { backwards, ignoreCase: kind === 'Text' && ignoreCase };
      const found = await findBytes(shown, parsed.bytes, from, options, abort.signal);
      if (abort.signal.aborted) return;
      if (found.offset === null) setSaid({ text: 'Not found', wrong: false });
      else {
        onFound({ from: found.offset, to: found.offset + parsed.bytes.length });
        const end = backwards ? 'the end' : 'the start';
        setSaid(found.wrapped ? { text: `Went on from ${end}`, wrong: false } : null);
      }
    } catch (error) {
      if (!abort.signal.aborted && !isAbort(error)) setSaid({ text: toFailure(error).message, wrong: true });
    } finally {
      if (running.current === abort) {
        running.current = null;
        setBusy(false);
      }
    }
  };
  const cancel = () => {
    running.current?.abort();
    running.current = null;
    setBusy(false);
  };

  return (
    <search
      className="wb-find"
      aria-label="Find in bytes"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        if (busy) cancel();
        else onClose();
      }}
    >
      <InlineField
        label="Find"
        placeholder={kind === 'Hex' ? 'Find bytes, such as 0d 0a' : 'Find text, such as HTTP or \\r\\n'}
        value={text}
        mono
        wide
        invalid={said?.wrong ?? false}
        inputRef={field}
        onChange={(next) => {
          setText(next);
          setSaid(null);
        }}
        onEnter={(shift) => void find(shift)}
      />
      <InlineSelect label="Find as" value={kind} options={KINDS} onChange={setKind} />
      {kind === 'Text' ? (
        <CheckField label="Ignore case" checked={ignoreCase} onChange={setIgnoreCase} />
      ) : null}
      <FindButtons onFind={find} />
      <span className={said?.wrong ? 'wb-find-said wb-find-wrong' : 'wb-find-said'} role="status">
        {busy ? 'Searching…' : (said?.text ?? '')}
      </span>
      {busy ? (
        <Button size="small" onClick={cancel}>
          Cancel
        </Button>
      ) : null}
      <IconButton size="small" aria-label="Close find" onClick={onClose}>
        <CrossIcon />
      </IconButton>
    </search>
  );
}
