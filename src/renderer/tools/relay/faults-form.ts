import { type Faults, NO_FAULTS, type Transport } from '../../../contract/payload/faults.ts';
import type { FieldErrors, Read } from '../../ui/form/read.ts';

/** The faults of one direction as they are typed. An empty field, or 0 where nothing else is meant, is off. */

type NumberFault = Exclude<keyof Faults, 'flipAtRandom'>;
export type FaultsForm = Record<NumberFault, string> & { flipAtRandom: boolean };

/** What belongs together on the screen, in this order. */
export const FAULT_GROUPS = ['Timing', 'Shape', 'Delivery', 'Damage', 'Breaks'] as const;
export type FaultGroup = (typeof FAULT_GROUPS)[number];

export interface FaultField {
  name: NumberFault;
  group: FaultGroup;
  label: string;
  /** What it does, in a sentence. */
  help: string;
  least: number;
  most: number;
  /** May have a fraction. */
  fraction?: boolean;
  /** What an empty field means, where it is not that nothing is done. */
  idle?: string;
  /** Only means something for this transport. */
  only?: Transport;
}

const GiB = 1024 ** 3;
const MINUTES = 600_000;

/** The fields in the order of the panel. */
export const FAULT_FIELDS: readonly FaultField[] = [
  {
    name: 'delayMs',
    group: 'Timing',
    label: 'Delay, ms',
    help: 'Everything comes this much later.',
    least: 0,
    most: MINUTES,
  },
  {
    name: 'jitterMs',
    group: 'Timing',
    label: 'Jitter, ms',
    help: 'And up to this much later still, at random. A stream keeps its order; datagrams may overtake each other.',
    least: 0,
    most: MINUTES,
  },
  {
    name: 'bytesPerSecond',
    group: 'Timing',
    label: 'Rate limit, B/s',
    help: 'The most bytes in a second. A stream’s sender is slowed down; datagrams are dropped when too many wait.',
    least: 0,
    most: 100 * GiB,
  },
  {
    name: 'truncateTo',
    group: 'Damage',
    label: 'Cut each read to, B',
    help: 'What is behind the first so many bytes of a read or datagram is thrown away.',
    least: 0,
    most: GiB,
  },
  {
    name: 'splitBytes',
    group: 'Shape',
    label: 'Split into pieces, B',
    help: 'Each write has at most this many bytes, so that one message comes as several reads.',
    least: 0,
    most: GiB,
    only: 'tcp',
  },
  {
    name: 'splitGapMs',
    group: 'Shape',
    label: 'Gap between pieces, ms',
    idle: '5',
    help: 'So that the receiver sees the pieces one by one.',
    least: 0,
    most: 60_000,
    only: 'tcp',
  },
  {
    name: 'coalesceMs',
    group: 'Shape',
    label: 'Coalesce for, ms',
    help: 'What comes within this time is written as one.',
    least: 0,
    most: MINUTES,
    only: 'tcp',
  },
  {
    name: 'coalesceBytes',
    group: 'Shape',
    label: 'Coalesce up to, B',
    idle: 'no limit',
    help: 'Written earlier when there is so much.',
    least: 0,
    most: 1024 ** 2,
    only: 'tcp',
  },
  {
    name: 'dropPercent',
    group: 'Delivery',
    label: 'Drop, %',
    help: 'So many of the datagrams never arrive.',
    least: 0,
    most: 100,
    fraction: true,
    only: 'udp',
  },
  {
    name: 'duplicatePercent',
    group: 'Delivery',
    label: 'Duplicate, %',
    help: 'So many arrive twice.',
    least: 0,
    most: 100,
    fraction: true,
    only: 'udp',
  },
  {
    name: 'reorderPercent',
    group: 'Delivery',
    label: 'Reorder, %',
    help: 'These are held until the next one has gone.',
    least: 0,
    most: 100,
    fraction: true,
    only: 'udp',
  },
  {
    name: 'blackHoleFrom',
    group: 'Breaks',
    label: 'Black hole from, B',
    help: 'From this byte of a connection on, everything is taken and nothing forwarded. 0 is from the first one.',
    least: 0,
    most: Number.MAX_SAFE_INTEGER,
  },
  {
    name: 'resetAfter',
    group: 'Breaks',
    label: 'Reset after, B',
    help: 'Both sides are reset when so many bytes of a connection have passed.',
    least: 0,
    most: Number.MAX_SAFE_INTEGER,
    only: 'tcp',
  },
  {
    name: 'flipEvery',
    group: 'Damage',
    label: 'Flip a bit every, B',
    help: 'One bit in every so many bytes comes out wrong.',
    least: 0,
    most: GiB,
  },
  {
    name: 'seed',
    group: 'Damage',
    label: 'Seed',
    idle: '1',
    help: 'What is left to chance comes out the same in each connection with the same seed.',
    least: 0,
    most: 2 ** 32 - 1,
  },
];

/** Off is an empty field for these, because 0 means something. */
const NULLABLE: readonly NumberFault[] = ['resetAfter', 'blackHoleFrom'];
/** Shown also when nothing is done with them. */
const KEPT: readonly NumberFault[] = ['splitGapMs', 'seed'];

export const fieldsFor = (transport: Transport): FaultField[] =>
  FAULT_FIELDS.filter(({ only }) => only === undefined || only === transport);

/** Does something when it is applied: it holds a number, and not 0 where 0 is off. */
export function isOn(form: FaultsForm, name: NumberFault): boolean {
  const text = form[name].trim();
  if (name === 'seed') return false;
  if (name === 'splitGapMs') return isOn(form, 'splitBytes');
  if (name === 'coalesceBytes') return text !== '' && isOn(form, 'coalesceMs');
  return text !== '' && (NULLABLE.includes(name) || Number(text) !== 0);
}

export function toFaultsForm(faults: Faults): FaultsForm {
  const form: Record<string, string | boolean> = { flipAtRandom: faults.flipAtRandom };
  for (const { name } of FAULT_FIELDS) {
    const value = faults[name];
    form[name] =
      value === null || (value === 0 && !NULLABLE.includes(name) && !KEPT.includes(name))
        ? ''
        : String(value);
  }
  return form as FaultsForm;
}

/** Fields of the other transport are off whatever they hold. */
export function readFaults(form: FaultsForm, transport: Transport): Read<FaultsForm, Faults> {
  const errors: FieldErrors<FaultsForm> = {};
  const faults: Record<string, number | boolean | null> = { ...NO_FAULTS, flipAtRandom: form.flipAtRandom };
  for (const { name, label, least, most, fraction } of fieldsFor(transport)) {
    const text = form[name].trim().replaceAll(/[ ,_](?=\d{3})/g, '');
    if (text === '') continue;
    const value = (fraction ? /^\d{1,3}(\.\d+)?$/ : /^\d{1,16}$/).test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) faults[name] = value;
    else {
      const what = label.replace(/,.*/, '');
      const kind = fraction ? 'a number' : 'a whole number';
      errors[name] = `${what} must be ${kind} from ${least} to ${most.toLocaleString('en-US')}, or empty.`;
    }
  }
  return Object.keys(errors).length > 0
    ? { ok: false, errors }
    : { ok: true, input: faults as unknown as Faults };
}

export interface Preset {
  name: string;
  transport: Transport;
  toTarget: Partial<Faults>;
  toClient: Partial<Faults>;
}

const MOBILE: Partial<Faults> = { delayMs: 180, jitterMs: 220, bytesPerSecond: 48_000 };
const SPLIT: Partial<Faults> = { splitBytes: 3, splitGapMs: 10 };
const LOSSY: Partial<Faults> = { dropPercent: 10, duplicatePercent: 2, reorderPercent: 5, jitterMs: 40 };
const NOISY: Partial<Faults> = { flipEvery: 1000, flipAtRandom: true };

/** What is often wanted, in one choice. */
export const PRESETS: readonly Preset[] = [
  { name: 'Slow and jittery mobile link', transport: 'tcp', toTarget: MOBILE, toClient: MOBILE },
  { name: 'Split every message', transport: 'tcp', toTarget: SPLIT, toClient: SPLIT },
  {
    name: 'Join small messages',
    transport: 'tcp',
    toTarget: { coalesceMs: 300 },
    toClient: { coalesceMs: 300 },
  },
  { name: 'Bits flip now and then', transport: 'tcp', toTarget: NOISY, toClient: NOISY },
  { name: 'The server never answers', transport: 'tcp', toTarget: {}, toClient: { blackHoleFrom: 0 } },
  { name: 'Broken off after 1,000 bytes', transport: 'tcp', toTarget: {}, toClient: { resetAfter: 1000 } },
  { name: 'Slow and jittery mobile link', transport: 'udp', toTarget: MOBILE, toClient: MOBILE },
  { name: 'Lossy UDP', transport: 'udp', toTarget: LOSSY, toClient: LOSSY },
  { name: 'Bits flip now and then', transport: 'udp', toTarget: NOISY, toClient: NOISY },
  { name: 'The server never answers', transport: 'udp', toTarget: {}, toClient: { blackHoleFrom: 0 } },
];
