import Button from '@mui/material/Button';
import { useEffect, useState } from 'react';
import type { LaidLine, Layout } from '../../../../contract/tools/http-view.ts';
import { getClient } from '../../../bridge/connection.ts';
import { isAbort, toFailure } from '../../../bridge/failure.ts';
import { copyMade } from '../../../ui/clipboard.ts';
import { formatBytes } from '../../../ui/format.ts';

/** Shorter lines are seen whole where they stand. */
const LONG = 100;
/** So much of it is drawn; all of it is copied. */
const MOST = 16 * 1024;

/** The line that is selected, with all of its text, where the list has no room for it. */
export function WholeLine({
  exchange,
  layout,
  number,
  line,
}: {
  exchange: string;
  layout: Layout;
  number: number;
  line: LaidLine | undefined;
}) {
  const [read, setRead] = useState<{ number: number; text: string } | null>(null);
  const cut = (line?.more ?? 0) > 0;
  useEffect(() => {
    if (!cut) return;
    const abort = new AbortController();
    getClient()
      .httpView.line({ exchange, layout, line: number }, { signal: abort.signal })
      .then(
        ({ text }) => setRead({ number, text }),
        (error: unknown) => {
          if (!abort.signal.aborted && !isAbort(error)) setRead({ number, text: toFailure(error).message });
        },
      );
    return () => abort.abort();
  }, [exchange, layout, number, cut]);
  if (!line || (!cut && line.text.length <= LONG)) return null;
  const text = cut ? (read?.number === number ? read.text : line.text) : line.text;
  return (
    <div className="wb-pretty-whole" role="group" aria-label={`Line ${number + 1}`}>
      <pre tabIndex={0}>{text.slice(0, MOST)}</pre>
      <Button
        size="small"
        variant="text"
        onClick={() => void copyMade('answer', () => text, 'Copied the line')}
      >
        Copy line
      </Button>
      {text.length > MOST ? (
        <span className="wb-answer-muted">The first 16 KiB of {formatBytes(text.length + line.more)}</span>
      ) : null}
    </div>
  );
}
