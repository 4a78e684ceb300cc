import { styled } from '@mui/material/styles';
import type { SpeedStep } from '../../../../contract/tools/speed.ts';
import { formatRate } from '../../../ui/format.ts';
import { useSpeed } from './store.ts';
import { bits, limitText, mediumOf, reasons, wayOf } from './words.ts';

const WIDTH = 120;
const HEIGHT = 28;

/** What was measured: a row for each direction, with and without disks. */
export function SpeedResult() {
  const result = useSpeed((s) => s.result);
  const target = useSpeed((s) => s.target);
  const running = useSpeed((s) => s.running.measure !== null);
  if (!result) return running ? <Quiet role="status">Connecting to {target}…</Quiet> : null;
  const peak = Math.max(1, ...result.steps.flatMap(({ points }) => points));
  const { roundTripMs } = result;
  return (
    <Result aria-label="Result of the speed test">
      <h3>
        {result.over
          ? `Measured to ${target}`
          : running
            ? `Measuring to ${target}…`
            : `Broken off: ${target}`}
        {roundTripMs === null ? null : <i> Round trip {roundTripMs.toFixed(roundTripMs < 10 ? 2 : 0)} ms</i>}
      </h3>
      <ul>
        {result.steps.map((step) => (
          <Row key={wayOf(step) + mediumOf(step)} data-direction={step.direction}>
            <div>
              <b>{wayOf(step)}</b>
              <small>{mediumOf(step)}</small>
            </div>
            <Picture step={step} peak={peak} />
            <span data-figure>
              {step.state === 'waiting' ? '–' : formatRate(step.rate)}
              <small>{step.state === 'waiting' ? '' : bits(step.rate)}</small>
            </span>
            <div>
              {verdict(step)}
              <small>{reasons(step)}</small>
            </div>
          </Row>
        ))}
      </ul>
      {result.over && result.steps.some(({ disk, state }) => disk && state === 'done') ? (
        <Quiet>
          What is written has to be on the disk every 32 MiB. What is read may come from the system’s memory,
          as files do that were used a short while ago.
        </Quiet>
      ) : null}
    </Result>
  );
}

function verdict({ state, limit, direction, failure }: SpeedStep) {
  if (failure) return <Bad>{failure.message}</Bad>;
  if (limit) return limitText(limit, direction);
  return state === 'running' ? 'Measuring…' : state === 'waiting' ? 'Waits for its turn.' : '';
}

/** The rate over the time of a measurement; all of a test are on one scale. */
function Picture({ step: { points, rate, state }, peak }: { step: SpeedStep; peak: number }) {
  const step = WIDTH / Math.max(1, points.length - 1);
  const line = points.map(
    (value, i) => `${(i * step).toFixed(1)},${(HEIGHT - 1 - (value / peak) * (HEIGHT - 3)).toFixed(1)}`,
  );
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={state === 'waiting' ? 'Not measured yet' : `Rate over time, ${formatRate(rate)}`}
    >
      <path d={`M0,${HEIGHT - 0.5}H${WIDTH}`} stroke="var(--wb-line)" />
      {line.length > 1 ? (
        <>
          <path d={`M0,${HEIGHT}L${line.join('L')}L${WIDTH},${HEIGHT}Z`} fill="currentColor" opacity={0.25} />
          <path d={`M${line.join('L')}`} fill="none" stroke="currentColor" strokeWidth={1.4} />
        </>
      ) : null}
    </svg>
  );
}

const Result = styled('section')({
  display: 'grid',
  gap: 8,
  '& h3 > i': { fontStyle: 'normal', fontWeight: 400, color: 'var(--wb-muted)', marginLeft: 8 },
  '& ul': {
    display: 'grid',
    margin: 0,
    padding: 0,
    listStyle: 'none',
    borderTop: '1px solid var(--wb-line)',
  },
});
/** Each row has its height before it has its sentence, so that nothing jumps. */
const Row = styled('li')({
  display: 'grid',
  gridTemplateColumns: `148px ${WIDTH}px 96px minmax(0, 1fr)`,
  gap: 12,
  alignItems: 'center',
  minHeight: 64,
  padding: '6px 0',
  borderBottom: '1px solid var(--wb-line)',
  '& b': { fontWeight: 500 },
  '& > svg': { color: 'var(--wb-in)' },
  '&[data-direction="up"] > svg': { color: 'var(--wb-out)' },
  '& > span': { fontFamily: 'var(--wb-font-mono)', fontSize: 12.5, textAlign: 'right' },
  '& small': { display: 'block', fontSize: 12, lineHeight: '16px', color: 'var(--wb-muted)' },
});
const Quiet = styled('p')({ margin: 0, fontSize: 12, lineHeight: '16px', color: 'var(--wb-muted)' });
const Bad = styled('span')({ color: 'var(--wb-danger)', overflowWrap: 'anywhere' });
