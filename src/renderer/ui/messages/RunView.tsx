import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import type { Run, Shown, StepResult } from '../../../contract/messages.ts';
import { formatCount, formatExact } from '../format.ts';
import { CheckIcon, CrossIcon, StopIcon } from '../icons.tsx';
import { Unseen } from '../Unseen.ts';

const WORDS: Record<Run['state'], string> = {
  running: 'Running',
  passed: 'Passed',
  failed: 'Failed',
  stopped: 'Stopped',
};
const STEP_WORDS: Record<StepResult['state'], string> = {
  waiting: 'Not yet',
  running: 'Running',
  passed: 'Passed',
  failed: 'Failed',
  stopped: 'Stopped',
};

/** What became of each step of a sequence; of one that failed, what was expected and what came. */
export function RunView({ run, onStop, onAgain }: { run: Run; onStop(): void; onAgain?(): void }) {
  const took = run.endedAt === null ? null : run.endedAt - run.startedAt;
  return (
    <section className="wb-run" aria-label={`Run of ${run.name}`}>
      <div className="wb-run-head">
        <Mark state={run.state} />
        <h3 title={run.name}>{run.name}</h3>
        <span
          role="status"
          className="wb-run-state"
          data-state={run.state}
          title={took === null ? undefined : `After ${formatCount(Math.round(took))} ms`}
        >
          {WORDS[run.state]}
        </span>
        <span className="wb-grow" />
        {run.state === 'running' ? (
          <Button size="small" startIcon={<StopIcon width={14} height={14} />} onClick={onStop}>
            Stop
          </Button>
        ) : onAgain ? (
          <Button size="small" onClick={onAgain}>
            Run again
          </Button>
        ) : null}
      </div>
      <ol className="wb-run-steps" aria-label="Steps">
        {run.steps.map((step, index) => (
          <li key={index} data-state={step.state} style={{ paddingLeft: 12 + step.depth * 16 }}>
            <div className="wb-run-step">
              <Mark state={step.state} />
              <Unseen>{STEP_WORDS[step.state]}: </Unseen>
              <span className="wb-run-title">{step.title}</span>
              <span className="wb-grow" />
              <span className="wb-pane-note">
                {step.passed > 1 ? `${formatCount(step.passed)}× ` : ''}
                {step.took === null || step.state === 'running'
                  ? ''
                  : `${formatCount(Math.round(step.took))} ms`}
              </span>
            </div>
            {step.problem === null ? null : <p className="wb-run-problem">{step.problem}</p>}
            {step.expected ? <Piece label="Expected" shown={step.expected} /> : null}
            {step.came ? <Piece label="Came" shown={step.came} /> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Piece({ label, shown }: { label: string; shown: Shown }) {
  return (
    <dl className="wb-run-piece">
      <dt>
        {label}, {formatExact(shown.bytes)}
      </dt>
      {shown.bytes === 0 ? null : (
        <>
          <dd>{shown.text}</dd>
          <dd>{shown.hex}</dd>
        </>
      )}
    </dl>
  );
}

function Mark({ state }: { state: StepResult['state'] }) {
  const size = { width: 14, height: 14 };
  return (
    <span className="wb-run-mark" data-state={state} aria-hidden="true">
      {state === 'passed' ? (
        <CheckIcon {...size} strokeWidth={2.4} />
      ) : state === 'failed' ? (
        <CrossIcon {...size} strokeWidth={2.4} />
      ) : state === 'stopped' ? (
        <StopIcon {...size} />
      ) : state === 'running' ? (
        <CircularProgress size={12} thickness={6} />
      ) : (
        '·'
      )}
    </span>
  );
}
