import { MOST_PAUSE_MS, MOST_ROUNDS } from '../../../../contract/payload/run-limits.ts';
import type { RunPlan } from '../../../../contract/tools/http-run.ts';
import { formatCount } from '../../../ui/format.ts';
import { type FieldErrors, note, type Read, seconds, wholeNumber } from '../../../ui/form/read.ts';

/** The plan of a run as it is typed. */
export interface RunForm {
  rounds: string;
  pause: string;
  longest: string;
  stopAtFirst: boolean;
}

export const RUN_DEFAULTS: RunForm = { rounds: '1', pause: '0', longest: '300', stopAtFirst: false };

/** Numbers may be grouped as they are shown: `1,000`. */
const plain = (text: string): string => text.replace(/(?<=\d)[,\s_’'](?=\d{3}(?!\d))/g, '');

export function readPlan(form: RunForm): Read<RunForm, RunPlan> {
  const errors: FieldErrors<RunForm> = {};
  const rounds = wholeNumber(plain(form.rounds), 1, MOST_ROUNDS);
  const pauseMs = wholeNumber(plain(form.pause), 0, MOST_PAUSE_MS);
  const limitMs = /^0*$/.test(form.longest.trim()) ? 0 : seconds(form.longest);
  if (rounds === null)
    note(errors, 'rounds', `Rounds must be a whole number from 1 to ${formatCount(MOST_ROUNDS)}.`);
  if (pauseMs === null)
    note(errors, 'pause', `Pause must be a whole number from 0 to ${formatCount(MOST_PAUSE_MS)}.`);
  if (limitMs === null) note(errors, 'longest', 'Longest must be up to 86400 seconds; 0 is no limit.');
  if (rounds === null || pauseMs === null || limitMs === null) return { ok: false, errors };
  return { ok: true, input: { rounds, pauseMs, limitMs, stopAtFirst: form.stopAtFirst } };
}
