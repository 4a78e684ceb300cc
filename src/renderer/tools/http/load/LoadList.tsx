import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { CrossIcon } from '../../../ui/icons.tsx';
import { removeLoads } from './actions.ts';
import { showLoad, useLoads } from './store.ts';
import { formatMs, formatPerSecond, isRunning, nameOf, planText, stateText, toldLatency } from './words.ts';

/** The results that are kept, latest first. */
export function LoadList() {
  const all = useLoads((s) => s.all);
  const shown = useLoads((s) => s.shown);
  const loads = [...all.values()].reverse();
  const over = loads.filter((load) => !isRunning(load));
  if (loads.length === 0) return null;
  return (
    <section aria-label="Results" className="wb-plan-list">
      <header>
        <h3>Results</h3>
        {over.length > 1 ? (
          <Button size="small" variant="text" onClick={() => void removeLoads(over.map(({ id }) => id))}>
            Remove all
          </Button>
        ) : null}
      </header>
      <ul aria-label="Results">
        {loads.map((load) => {
          const told = toldLatency(load);
          const figure = told ? `${formatPerSecond(load.perSecond)}, p99 ${formatMs(told.p99)}` : '';
          return (
            <li key={load.id} data-current={load.id === shown || undefined}>
              <button
                type="button"
                aria-current={load.id === shown}
                onClick={() => showLoad(load.id)}
                title={nameOf(load)}
              >
                <b>{nameOf(load)}</b>
                <small>{planText(load.plan)}</small>
                <small>{isRunning(load) || figure === '' ? stateText(load) : figure}</small>
              </button>
              <IconButton
                size="small"
                aria-label={`Remove the result ${nameOf(load)}, ${planText(load.plan)}`}
                onClick={() => void removeLoads([load.id])}
              >
                <CrossIcon />
              </IconButton>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
