import { MOST_AT_ONCE, MOST_PER_SECOND, MOST_REQUESTS } from '../../../../contract/payload/load-limits.ts';
import type { LoadPlan } from '../../../../contract/tools/http-load.ts';
import { formatCount } from '../../../ui/format.ts';
import { type FieldErrors, note, type Read, seconds, wholeNumber } from '../../../ui/form/read.ts';

/** The plan of a load as it is typed. */
export interface LoadForm {
  amount: 'requests' | 'time';
  requests: string;
  seconds: string;
  pace: 'together' | 'rate';
  atOnce: string;
  perSecond: string;
}

export const LOAD_DEFAULTS: LoadForm = {
  amount: 'requests',
  requests: '2000',
  seconds: '10',
  pace: 'together',
  atOnce: '50',
  perSecond: '100',
};

/** Numbers may be grouped as they are shown: `2,000`. */
const plain = (text: string): string => text.replace(/(?<=\d)[,\s_’'](?=\d{3}(?!\d))/g, '');

export function readPlan(form: LoadForm): Read<LoadForm, LoadPlan> {
  const errors: FieldErrors<LoadForm> = {};
  const count = wholeNumber(plain(form.requests), 1, MOST_REQUESTS);
  const ms = seconds(form.seconds);
  const atOnce = wholeNumber(plain(form.atOnce), 1, MOST_AT_ONCE);
  const perSecond = rateOf(plain(form.perSecond));
  const byTime = form.amount === 'time';
  const byRate = form.pace === 'rate';
  if (!byTime && count === null) note(errors, 'requests', whole('Requests', MOST_REQUESTS));
  if (byTime && (ms === null || ms < 100))
    note(errors, 'seconds', 'Seconds must be a number from 0.1 to 86400.');
  if (byRate && perSecond === null)
    note(errors, 'perSecond', `Per second must be a number from 0.1 to ${formatCount(MOST_PER_SECOND)}.`);
  if (atOnce === null)
    note(errors, 'atOnce', whole(byRate ? 'At most at a time' : 'At a time', MOST_AT_ONCE));
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    input: {
      amount: byTime ? { kind: 'time', ms: ms ?? 0 } : { kind: 'requests', count: count ?? 0 },
      pace: byRate
        ? { kind: 'rate', perSecond: perSecond ?? 0, atOnce: atOnce ?? 0 }
        : { kind: 'together', atOnce: atOnce ?? 0 },
    },
  };
}

const whole = (field: string, most: number) =>
  `${field} must be a whole number from 1 to ${formatCount(most)}.`;

function rateOf(text: string): number | null {
  const trimmed = text.trim().replace(',', '.');
  if (!/^\d{1,6}(\.\d+)?$/.test(trimmed)) return null;
  const rate = Number(trimmed);
  return rate >= 0.1 && rate <= MOST_PER_SECOND ? rate : null;
}
