import Button from '@mui/material/Button';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import type { Language } from '../../../contract/payload/literal.ts';
import { useRowHeights } from '../density.ts';
import { formatBytes, formatCount } from '../format.ts';
import { VirtualRows } from '../rows/VirtualRows.tsx';
import { formattedLines } from './format-slices.ts';
import type { ByteRange } from './selection.ts';
import type { Shown } from './source.ts';
import './text.css';
import { digitsOf, useColumns } from './use-columns.ts';
import { useWindow } from './use-window.ts';

/** How much is written out at first, and each time more is asked for. */
const STEPS = [64 * 1024, 256 * 1024, 1024 * 1024] as const;
const LINE_NUMBERS_FROM = 2;

/** The bytes written in another way: escaped, as source code, as Base64. A selection of several bytes goes first. */
export function FormatView({
  shown,
  selected,
  format,
}: {
  shown: Shown;
  selected: ByteRange | null;
  format: 'Escaped' | 'Base64' | Language;
}) {
  const { hex: rowHeight } = useRowHeights();
  const [step, setStep] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const part = selected && selected.to - selected.from > 1 ? selected : null;
  const offset = part ? part.from : shown.offset;
  const length = part ? part.to - part.from : shown.length;
  const limit = STEPS[step] ?? STEPS[0];
  const size = Math.min(length, limit);
  const gutter = digitsOf(size);
  const columns = useColumns(box, gutter);
  const { window, problem } = useWindow(shown.session, shown.direction, offset, size);
  const [lines, setLines] = useState<string[]>([]);

  useEffect(() => {
    if (!window) return;
    const abort = new AbortController();
    formattedLines(window.bytes, format, columns, abort.signal).then(
      (made) => {
        if (!abort.signal.aborted) setLines(made);
      },
      (error: unknown) => {
        if (!abort.signal.aborted) throw error;
      },
    );
    return () => abort.abort();
  }, [window, format, columns]);

  const numbered = lines.length >= LINE_NUMBERS_FROM;
  return (
    <div className="wb-text wb-format" ref={box} style={{ '--wb-digits': gutter } as CSSProperties}>
      {part ? (
        <div className="wb-window-bar">
          <span className="wb-pane-note">The {formatCount(length)} selected bytes</span>
        </div>
      ) : null}
      <div className="wb-text-box">
        <VirtualRows
          count={length === 0 ? 0 : lines.length}
          rowHeight={rowHeight}
          label={format}
          role="none"
          empty={problem ?? undefined}
          renderRow={(index) => (
            <div className="wb-text-row">
              <span className="wb-text-gutter" aria-hidden="true">
                {numbered ? index + 1 : ''}
              </span>
              <span className="wb-text-line">{lines[index]}</span>
            </div>
          )}
        />
      </div>
      {size < length ? (
        <div className="wb-window-bar">
          <span className="wb-pane-note">
            The first {formatBytes(size)} of {formatBytes(length)}.
            {step === STEPS.length - 1 ? ' Select a part, or save the bytes, to see the rest.' : ''}
          </span>
          <span className="wb-grow" />
          {step < STEPS.length - 1 ? (
            <Button size="small" variant="text" onClick={() => setStep(step + 1)}>
              Show more
            </Button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
