import { useEffect, useRef, useState } from 'react';
import type { Layout } from '../../../../contract/tools/http-view.ts';
import { getClient } from '../../../bridge/connection.ts';
import { isAbort, toFailure } from '../../../bridge/failure.ts';
import { FindButtons } from '../../../ui/FindButtons.tsx';
import { InlineField } from '../../../ui/InlineField.tsx';

/** Looks for a text in the lines. Enter goes on, Shift+Enter goes back; at an end it goes on at the other. */
export function PrettyFind({
  exchange,
  layout,
  from,
  onWanted,
  onFound,
}: {
  exchange: string;
  layout: Layout;
  /** The line it goes on from. */
  from: number;
  onWanted(text: string): void;
  onFound(line: number): void;
}) {
  const [text, setText] = useState('');
  const [said, setSaid] = useState('');
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const find = async (backwards: boolean) => {
    running.current?.abort();
    if (text === '') return;
    const abort = new AbortController();
    running.current = abort;
    setSaid('Searching…');
    const look = async (line: number) => {
      const input = { exchange, layout, text, from: Math.max(0, line), backwards };
      return (await getClient().httpView.find(input, { signal: abort.signal })).line;
    };
    try {
      const next = backwards ? (from > 0 ? await look(from - 1) : null) : await look(from + 1);
      const line = next ?? (await look(backwards ? Number.MAX_SAFE_INTEGER - 1 : 0));
      if (abort.signal.aborted) return;
      if (line !== null) onFound(line);
      const end = backwards ? 'the end' : 'the start';
      setSaid(line === null ? 'Not found' : next === null ? `Went on from ${end}` : '');
    } catch (error) {
      if (!abort.signal.aborted && !isAbort(error)) setSaid(toFailure(error).message);
    }
  };
  return (
    <search className="wb-pretty-find" aria-label="Find in lines">
      <InlineField
        label="Find"
        placeholder="Find"
        value={text}
        mono
        onChange={(next) => {
          setText(next);
          setSaid('');
          onWanted(next);
        }}
        onEnter={(shift) => void find(shift)}
      />
      <FindButtons onFind={find} />
      <span className="wb-answer-muted" role="status">
        {said}
      </span>
    </search>
  );
}
