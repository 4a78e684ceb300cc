import type { Run, RunPlan, RunRow } from '../../../../contract/tools/http-run.ts';
import { formatCount } from '../../../ui/format.ts';

/** How a run and its rows are told. Pure. */

export const isRunning = ({ state }: Run): boolean => state === 'running';

/** Requests that were not answered as expected. */
export const failedOf = ({ counts }: Run): number => counts.unmet + counts.failed;

const requests = (n: number) => `${formatCount(n)} ${n === 1 ? 'request' : 'requests'}`;

/** `12 requests, 3 rounds, pause 50 ms, environment local`. */
export function planText(run: Run): string {
  const { plan, environment, partial, rows } = run;
  return [
    requests(rows / plan.rounds) + (partial ? ' that had failed' : ''),
    ...partsOf(plan),
    ...(environment === null ? [] : [environment]),
  ].join(', ');
}

const partsOf = ({ rounds, pauseMs, stopAtFirst }: RunPlan): string[] => [
  ...(rounds > 1 ? [`${formatCount(rounds)} rounds`] : []),
  ...(pauseMs > 0 ? [`${formatCount(pauseMs)} ms between`] : []),
  ...(stopAtFirst ? ['to the first that fails'] : []),
];

/** `Running…`, `Passed`, `Failed`, `Stopped`. */
export function stateText(run: Run): string {
  if (run.state === 'running') return 'Running…';
  if (failedOf(run) > 0) return 'Failed';
  return run.state === 'stopped' ? 'Stopped' : 'Passed';
}

export const toneOf = (run: Run): 'good' | 'bad' | undefined =>
  failedOf(run) > 0 ? 'bad' : run.state === 'done' ? 'good' : undefined;

/** `3 passed, 1 not met, 1 without an answer, 2 skipped`. */
export function countsText({ counts }: Run): string {
  const parts = [
    ...(counts.passed > 0 ? [`${formatCount(counts.passed)} passed`] : []),
    ...(counts.unmet > 0 ? [`${formatCount(counts.unmet)} not as expected`] : []),
    ...(counts.failed > 0 ? [`${formatCount(counts.failed)} failed`] : []),
    ...(counts.skipped > 0 ? [`${formatCount(counts.skipped)} skipped`] : []),
  ];
  return parts.join(', ') || 'nothing yet';
}

/** What a screen reader is told at the end. */
export const summaryText = (run: Run): string => `Run of ${run.name}: ${stateText(run)}. ${countsText(run)}.`;

/** A mark and a word for each state. */
export const STATE_WORDS: Record<RunRow['state'], string> = {
  waiting: 'Waiting',
  running: 'Running…',
  passed: '✓ Passed',
  unmet: '✗ Not met',
  failed: '✗ Failed',
  skipped: '– Skipped',
};

/** What a request came to, in one line. */
export function outcomeOf({ state, expectations, unmet, failure, note }: RunRow): string {
  switch (state) {
    case 'waiting':
    case 'running':
      return '';
    case 'skipped':
      return note ?? '';
    case 'failed':
      return failure?.message ?? '';
    case 'unmet': {
      const [first] = unmet;
      const more = expectations.unmet > 1 ? ` (and ${formatCount(expectations.unmet - 1)} more)` : '';
      return first ? `${first.text}${more}. ${first.found}` : `${formatCount(expectations.unmet)} not met`;
    }
    case 'passed':
      return expectations.met === 0 ? 'Nothing is expected' : `${formatCount(expectations.met)} met`;
  }
}

/** How a row is told to a screen reader. */
export function labelOf(row: RunRow): string {
  const { name, method, state, status } = row;
  const word = STATE_WORDS[state].replace(/^\S (?=[A-Z])/, '');
  return [`${name}, ${method}`, word, status === null ? '' : `status ${status}`, outcomeOf(row)]
    .filter(Boolean)
    .join(', ');
}
