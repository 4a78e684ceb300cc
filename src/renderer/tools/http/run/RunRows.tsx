import Button from '@mui/material/Button';
import { useState } from 'react';
import type { Run, RunRow } from '../../../../contract/tools/http-run.ts';
import { getClient } from '../../../bridge/connection.ts';
import { useRowHeights } from '../../../ui/density.ts';
import { formatBytes, formatExact } from '../../../ui/format.ts';
import { usePulledRows } from '../../../ui/rows/use-pulled-rows.ts';
import { useRange } from '../../../ui/rows/use-range.ts';
import { VirtualRows } from '../../../ui/rows/VirtualRows.tsx';
import { formatMs } from '../load/words.ts';
import { openRow } from './actions.ts';
import { useRuns } from './store.ts';
import { failedOf, isRunning, labelOf, outcomeOf, STATE_WORDS } from './words.ts';

/** While it runs, rows are asked for at most so often, in milliseconds. */
const AGAIN_MS = 150;

/** The requests of a run as they go, and what became of the one that is selected. */
export function RunRows({ run }: { run: Run }) {
  const only = useRuns((s) => s.only);
  const [range, onRangeChange] = useRange();
  const [selected, setSelected] = useState<number | null>(null);
  const [follow, setFollow] = useState(true);
  const { row: rowHeight } = useRowHeights();
  const running = isRunning(run);
  const page = usePulledRows(
    {
      of: `${run.id} ${only}`,
      first: range.first,
      last: range.last,
      ask: (from, count, signal) => getClient().httpRun.rows({ run: run.id, only, from, count }, { signal }),
    },
    run,
    AGAIN_MS,
  );
  const rowAt = (index: number): RunRow | undefined => page?.answer.rows[index - page.from];
  const count = only === 'failed' ? failedOf(run) : running ? Math.min(run.over + 1, run.rows) : run.rows;
  const chosen = selected === null ? undefined : rowAt(selected);
  const open = (index: number) => {
    const row = rowAt(index);
    if (row) void openRow(run, row);
  };
  return (
    <div className="wb-runs-rows">
      <VirtualRows
        key={only}
        count={count}
        rowHeight={rowHeight}
        label="Requests of the run"
        role="grid"
        columnCount={6}
        selected={selected}
        onSelect={(index) => {
          setSelected(index);
          setFollow(false);
        }}
        onActivate={open}
        onRangeChange={onRangeChange}
        follow={follow && running}
        onFollowChange={setFollow}
        noun={['request', 'requests']}
        over={!running}
        empty={<p className="wb-runs-none">Nothing has failed.</p>}
        header={
          <div className="wb-runs-row wb-runs-head" aria-hidden="true">
            <span>Came to</span>
            <span>Method</span>
            <span>Name</span>
            <span>Status</span>
            <span>Time</span>
            <span>Size</span>
            <span>Expectations</span>
          </div>
        }
        rowProps={(index) => {
          const row = rowAt(index);
          return { 'aria-label': row && labelOf(row), title: row && 'Open it with Enter or a double click' };
        }}
        renderRow={(index) => <Row row={rowAt(index)} rounds={run.plan.rounds} />}
      />
      {chosen ? <Chosen run={run} row={chosen} /> : null}
    </div>
  );
}

const toneOf = ({ state }: RunRow) =>
  state === 'passed' ? 'good' : state === 'unmet' || state === 'failed' ? 'bad' : 'muted';

function Row({ row, rounds }: { row: RunRow | undefined; rounds: number }) {
  if (!row) return null;
  const { state, method, name, round, status, ms, bytes } = row;
  const answered = status !== null;
  return (
    <div className="wb-runs-row">
      <span role="gridcell" data-tone={toneOf(row)}>
        {STATE_WORDS[state]}
      </span>
      <span role="gridcell" className="wb-runs-method">
        {method}
      </span>
      <span role="gridcell">
        {name}
        {rounds > 1 ? <i>round {round}</i> : null}
      </span>
      <span role="gridcell">{status ?? ''}</span>
      <span role="gridcell" className="wb-runs-number">
        {ms === null ? '' : formatMs(ms)}
      </span>
      <span role="gridcell" className="wb-runs-number" title={answered ? formatExact(bytes) : undefined}>
        {answered ? formatBytes(bytes) : ''}
      </span>
      <span role="gridcell" className="wb-runs-outcome" title={outcomeOf(row)}>
        {outcomeOf(row)}
      </span>
    </div>
  );
}

/** All that was not as it should be, with the way to the request. */
function Chosen({ run, row }: { run: Run; row: RunRow }) {
  const { name, method, url, unmet, failure, note, expectations } = row;
  const more = expectations.unmet - unmet.length;
  return (
    <section className="wb-runs-chosen" aria-label="Request of the run">
      <header>
        <b>{name}</b>
        <span title={`${method} ${url}`}>
          {method} {url}
        </span>
        <Button size="small" onClick={() => void openRow(run, row)}>
          Open the request
        </Button>
      </header>
      <div tabIndex={0} role="group" aria-label="What became of it">
        {failure ? (
          <p>
            {failure.message} {failure.hint}
          </p>
        ) : null}
        {note ? <p>{note}</p> : null}
        {unmet.length > 0 ? (
          <ul aria-label="Not met">
            {unmet.map(({ text, found }, index) => (
              // They stay in the order in which they are written.
              <li key={index}>
                <span data-tone="bad">✗ {text}</span>
                <span>{found}</span>
              </li>
            ))}
            {more > 0 ? <li>{more} more were not met.</li> : null}
          </ul>
        ) : null}
        {!failure && !note && unmet.length === 0 ? <p>{outcomeOf(row) || STATE_WORDS[row.state]}</p> : null}
      </div>
    </section>
  );
}
