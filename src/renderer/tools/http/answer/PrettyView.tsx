import Button from '@mui/material/Button';
import { type CSSProperties, useCallback, useMemo, useRef, useState } from 'react';
import type { Layout } from '../../../../contract/tools/http-view.ts';
import { getClient } from '../../../bridge/connection.ts';
import { toFailure } from '../../../bridge/failure.ts';
import { useRowHeights } from '../../../ui/density.ts';
import { formatCount } from '../../../ui/format.ts';
import { VirtualRows, type VirtualRowsHandle } from '../../../ui/rows/VirtualRows.tsx';
import { useRange } from '../../../ui/rows/use-range.ts';
import { type Folds, showing, VisibleLines } from './folds.ts';
import { useLines } from './lines-cache.ts';
import { PrettyFind } from './PrettyFind.tsx';
import { PrettyLine } from './PrettyLine.tsx';
import { useStateStream } from './use-state-stream.ts';
import { WholeLine } from './WholeLine.tsx';

const NOTHING = { lines: 0, looked: 0, whole: false, note: null };

/** A body laid out: every line of it at hand, as it comes, folded and searched. */
export function PrettyView({ exchange, layout }: { exchange: string; layout: Layout }) {
  const { state, problem } = useStateStream(`${layout}|${exchange}`, (client, signal) =>
    client.httpView.watch({ exchange, layout }, { signal }),
  );
  const { lines, whole, note } = state ?? NOTHING;
  const [folds, setFolds] = useState<Folds>(() => new Map());
  const [selected, setSelected] = useState<number | null>(null);
  const [wanted, setWanted] = useState('');
  const [said, setSaid] = useState<string | null>(null);
  const [range, onRangeChange] = useRange();
  const list = useRef<VirtualRowsHandle>(null);
  const { hex: rowHeight } = useRowHeights();
  const visible = useMemo(() => new VisibleLines(folds), [folds]);
  const count = visible.count(lines);

  const inView: number[] = [];
  for (let row = range.first; row <= Math.min(range.last, count - 1); row++) inView.push(visible.lineOf(row));
  const lineOf = useLines(exchange, layout, inView, lines);

  const attempt = (work: Promise<void>) =>
    void work.catch((error: unknown) => setSaid(toFailure(error).message));
  const now = useRef({ folds });
  now.current = { folds };
  const toggle = useCallback(
    (line: number) => {
      if (now.current.folds.has(line)) {
        setFolds(new Map([...now.current.folds].filter(([first]) => first !== line)));
        return;
      }
      const fold = async () => {
        const { end } = await getClient().httpView.end({ exchange, layout, line });
        if (end === null) setSaid('It can be folded once its end has come.');
        else setFolds(new Map(now.current.folds).set(line, end));
      };
      fold().catch((error: unknown) => setSaid(toFailure(error).message));
    },
    [exchange, layout],
  );
  const foldAll = async () => {
    const told = await getClient().httpView.folds({ exchange, layout, depth: 1 });
    const next = new Map<number, number>();
    for (let i = 0; i + 1 < told.folds.length; i += 2) next.set(told.folds[i]!, told.folds[i + 1]!);
    setFolds(next);
    setSaid(told.cut ? `Only the first ${formatCount(next.size)} were folded.` : null);
    list.current?.goTo(0, { align: 'start' });
  };
  const show = (line: number) => {
    const next = showing(folds, line);
    setFolds(next);
    setSelected(line);
    // The rows below what was unfolded are others by then.
    requestAnimationFrame(() => list.current?.goTo(new VisibleLines(next).rowOf(line), { align: 'center' }));
  };

  return (
    <section
      className="wb-pretty"
      aria-label="Pretty"
      style={{ '--wb-digits': Math.max(2, formatCount(lines).length) } as CSSProperties}
    >
      <div className="wb-answer-tools">
        <PrettyFind
          exchange={exchange}
          layout={layout}
          from={selected ?? (inView[0] ?? 0) - 1}
          onWanted={setWanted}
          onFound={show}
        />
        {/* How many lines there are is no news to be read out with each answer. */}
        <span
          className="wb-answer-muted wb-answer-note"
          role={(said ?? problem ?? note) ? 'status' : undefined}
        >
          {said ??
            problem ??
            `${formatCount(lines)} ${lines === 1 ? 'line' : 'lines'}${whole || lines === 0 ? '' : ' so far'}${note ? `. ${note}` : ''}`}
        </span>
        <span className="wb-grow" />
        <Button size="small" variant="text" disabled={!whole} onClick={() => attempt(foldAll())}>
          Fold all
        </Button>
        <Button size="small" variant="text" disabled={folds.size === 0} onClick={() => setFolds(new Map())}>
          Unfold all
        </Button>
      </div>
      <VirtualRows
        ref={list}
        className="wb-pretty-rows"
        count={count}
        rowHeight={rowHeight}
        label="Lines"
        role="list"
        noun={['line', 'lines']}
        selected={selected === null ? null : visible.rowOf(selected)}
        onSelect={(row) => setSelected(visible.lineOf(row))}
        onActivate={(row) => lineOf(visible.lineOf(row))?.opens && toggle(visible.lineOf(row))}
        onKeyDown={(event, row) => {
          const line = visible.lineOf(row);
          const folded = folds.has(line);
          if (event.key === (folded ? 'ArrowRight' : 'ArrowLeft') && lineOf(line)?.opens) {
            event.preventDefault();
            toggle(line);
          }
        }}
        onRangeChange={onRangeChange}
        rowProps={(row) => ({ 'aria-label': lineOf(visible.lineOf(row))?.text ?? 'Loading' })}
        renderRow={(row) => {
          const number = visible.lineOf(row);
          return (
            <PrettyLine
              line={lineOf(number)}
              number={number}
              layout={layout}
              hidden={(folds.get(number) ?? number) - number}
              wanted={wanted}
              onToggle={toggle}
            />
          );
        }}
        empty={whole ? 'The body is empty.' : 'Nothing of the body has come yet.'}
      />
      {selected === null ? null : (
        <WholeLine exchange={exchange} layout={layout} number={selected} line={lineOf(selected)} />
      )}
    </section>
  );
}
