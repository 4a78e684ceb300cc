import Button from '@mui/material/Button';
import type { Run } from '../../../../contract/tools/http-run.ts';
import { formatCount } from '../../../ui/format.ts';
import { Hint } from '../../../ui/form/parts.tsx';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { formatMs } from '../load/words.ts';
import { runAgain, SAVE_NOTICE, saveRun, stopRun } from './actions.ts';
import { RunRows } from './RunRows.tsx';
import { useRuns } from './store.ts';
import { failedOf, isRunning, planText, stateText, toneOf } from './words.ts';

/** What a run has come to, growing while it goes on. */
export function RunResult({ run }: { run: Run }) {
  const running = isRunning(run);
  const { rows, over, unchecked } = run;
  return (
    <section aria-label="Result" className="wb-runs-result">
      <header>
        <div>
          <h3 title={run.name}>{run.name}</h3>
          <p>
            {planText(run)} ·{' '}
            <span role="status" data-tone={toneOf(run)}>
              {stateText(run)}
            </span>
            {running ? ` ${formatCount(over)} of ${formatCount(rows)}` : ''}
          </p>
        </div>
        <Acts run={run} />
      </header>
      <progress
        aria-label="Progress"
        max={1}
        value={running ? over / rows : 1}
        data-over={running ? undefined : ''}
      />
      <Figures run={run} />
      {run.note ? <Hint data-tone="warn">{run.note}</Hint> : null}
      {unchecked > 0 && !running ? (
        <Hint>
          {unchecked === 1 ? '1 request expects' : `${formatCount(unchecked)} requests expect`} nothing: an
          answer of any status is enough for it to pass.
        </Hint>
      ) : null}
      <div className="wb-runs-bar">
        <InlineSelect
          label="Rows"
          value={useRuns((s) => s.only)}
          options={[
            { value: 'all', label: 'All requests' },
            { value: 'failed', label: `Only what failed (${formatCount(failedOf(run))})` },
          ]}
          onChange={(only) => useRuns.setState({ only: only as 'all' | 'failed' })}
        />
        <span className="wb-grow" />
        <Notice where={SAVE_NOTICE} />
        <Button size="small" variant="text" onClick={() => void saveRun(run.id, 'junit')}>
          Save JUnit XML…
        </Button>
        <Button size="small" variant="text" onClick={() => void saveRun(run.id, 'json')}>
          Save JSON…
        </Button>
      </div>
      <RunRows key={run.id} run={run} />
    </section>
  );
}

function Acts({ run }: { run: Run }) {
  const running = isRunning(run);
  return (
    <div className="wb-runs-acts">
      {!running && failedOf(run) > 0 ? (
        <Button size="small" onClick={() => void runAgain(run.id, 'failed')}>
          Only what failed again
        </Button>
      ) : null}
      <Button size="small" onClick={() => void (running ? stopRun(run.id) : runAgain(run.id, 'all'))}>
        {running ? 'Stop this run' : 'Run again'}
      </Button>
    </div>
  );
}

function Figures({ run: { counts, expectations, ms } }: { run: Run }) {
  const figures = [
    { name: 'Passed', text: formatCount(counts.passed) },
    { name: 'Not met', text: formatCount(counts.unmet), bad: counts.unmet > 0 },
    { name: 'Failed', text: formatCount(counts.failed), bad: counts.failed > 0 },
    { name: 'Skipped', text: formatCount(counts.skipped) },
    {
      name: 'Expectations met',
      text: `${formatCount(expectations.met)} of ${formatCount(expectations.met + expectations.unmet)}`,
      bad: expectations.unmet > 0,
    },
    { name: 'Took', text: formatMs(ms) },
  ];
  return (
    <dl className="wb-runs-figures">
      {figures.map(({ name, text, bad }) => (
        <div key={name} data-bad={bad || undefined}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
