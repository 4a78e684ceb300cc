import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { CrossIcon } from '../../../ui/icons.tsx';
import { showRun, useRuns } from './store.ts';
import { countsText, isRunning } from './words.ts';

/** The way back to the latest run, under the list of collections, until it is dismissed. */
export function LatestRun() {
  const run = useRuns(({ all, dismissed }) => {
    const last = all.at(-1);
    return last?.id === dismissed ? undefined : last;
  });
  if (!run) return null;
  return (
    <div className="wb-library-news">
      <p>
        {isRunning(run) ? 'Running' : 'Run of'} {run.name}: {countsText(run)}
      </p>
      <Button size="small" onClick={() => showRun(run.id)}>
        Show the run
      </Button>
      <IconButton
        size="small"
        aria-label="Dismiss the run"
        onClick={() => useRuns.setState({ dismissed: run.id })}
      >
        <CrossIcon width={14} height={14} />
      </IconButton>
    </div>
  );
}
