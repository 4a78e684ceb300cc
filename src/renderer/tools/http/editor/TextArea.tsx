import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';

/** Lines that are numbered; past it the numbers would cost more than they tell. */
const NUMBERED = 20_000;

/** Text over the whole room that there is: a body, notes. Tab goes on to the next control. */
export function TextArea({
  label,
  value,
  onChange,
  placeholder,
  words,
  numbered,
  mark,
  describedBy,
}: {
  label: string;
  value: string;
  onChange(value: string): void;
  placeholder?: string;
  /** Words, not code: in the face of the interface, with its lines wrapped. */
  words?: boolean;
  /** Lines have numbers, and are not wrapped. */
  numbered?: boolean;
  /** The number of the line that is wrong. */
  mark?: number | null;
  describedBy?: string;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const lines = numbered ? countLines(value) : 0;
  const follow = () => {
    if (gutter.current && area.current) gutter.current.scrollTop = area.current.scrollTop;
  };
  useLayoutEffect(follow);
  return (
    <div className="wb-text-area" data-words={words || undefined} data-field={label.toLowerCase()}>
      {lines > 0 && lines <= NUMBERED ? (
        <pre ref={gutter} aria-hidden="true">
          {numbersTo(lines, mark ?? null)}
        </pre>
      ) : null}
      <textarea
        ref={area}
        aria-label={label}
        aria-invalid={(mark ?? null) !== null || undefined}
        aria-describedby={describedBy}
        value={value}
        placeholder={placeholder}
        wrap={numbered ? 'off' : 'soft'}
        spellCheck={words}
        autoComplete="off"
        autoCapitalize="off"
        onScroll={follow}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={numbered ? (event) => keepIndent(event, onChange) : undefined}
      />
    </div>
  );
}

/** A new line begins where the one before does; one level further behind a bracket that opens. */
function keepIndent(event: KeyboardEvent<HTMLTextAreaElement>, onChange: (value: string) => void): void {
  if (
    event.key !== 'Enter' ||
    event.ctrlKey ||
    event.metaKey ||
    event.shiftKey ||
    event.nativeEvent.isComposing
  )
    return;
  const area = event.currentTarget;
  const { value, selectionStart, selectionEnd } = area;
  const line = value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const deeper = /[[{]\s*$/.test(line);
  if (indent === '' && !deeper) return;
  event.preventDefault();
  const inner = `\n${indent}${deeper ? '  ' : ''}`;
  const closes = deeper && /^[ \t]*[\]}]/.test(value.slice(selectionEnd));
  // Through the browser, so that its undo goes on to work.
  document.execCommand('insertText', false, inner + (closes ? `\n${indent}` : ''));
  const at = selectionStart + inner.length;
  area.setSelectionRange(at, at);
  onChange(area.value);
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function numbersTo(lines: number, mark: number | null) {
  const count = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_each, at) => `${from + at}\n`).join('');
  if (mark === null || mark > lines) return count(1, lines);
  return (
    <>
      {count(1, mark - 1)}
      <b>{mark}</b>
      {`\n${count(mark + 1, lines)}`}
    </>
  );
}
