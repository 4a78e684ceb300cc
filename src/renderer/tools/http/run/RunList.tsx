import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { CrossIcon } from '../../../ui/icons.tsx';
import { removeRuns } from './actions.ts';
import { showRun, useRuns } from './store.ts';
import { countsText, isRunning, planText, stateText, toneOf } from './words.ts';

/** The runs that are kept, latest first. */
export function RunList() {
  const all = useRuns((s) => s.all);
  const shown = useRuns((s) => s.shown);
  const over = all.filter((run) => !isRunning(run));
  if (all.length === 0) return null;
  return (
    <section aria-label="Runs" className="wb-plan-list">
      <header>
        <h3>Runs</h3>
        {over.length > 1 ? (
          <Button size="small" variant="text" onClick={() => void removeRuns(over.map(({ id }) => id))}>
            Remove all
          </Button>
        ) : null}
      </header>
      <ul aria-label="Runs">
        {all.toReversed().map((run) => (
          <li key={run.id} data-current={run.id === shown || undefined}>
            <button
              type="button"
              aria-current={run.id === shown}
              onClick={() => showRun(run.id)}
              title={run.name}
            >
              <b>{run.name}</b>
              <small>{planText(run)}</small>
              <small data-tone={toneOf(run)}>
                {stateText(run)}: {countsText(run)}
              </small>
            </button>
            <IconButton
              size="small"
              aria-label={`Remove the run of ${run.name}, ${countsText(run)}`}
              onClick={() => void removeRuns([run.id])}
            >
              <CrossIcon />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
