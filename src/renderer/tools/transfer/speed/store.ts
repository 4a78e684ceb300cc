import { create } from 'zustand';
import type { Failure } from '../../../../contract/failure.ts';
import type { SpeedAnswering, SpeedUpdate } from '../../../../contract/tools/speed.ts';
import { recallForm, remember } from '../../../bridge/memory.ts';
import { type FieldErrors, without } from '../../../ui/form/read.ts';

/** The speed test as it is typed: fields are text until they are right. */
export interface SpeedForm {
  host: string;
  port: string;
  seconds: string;
  disk: boolean;
  folder: string;
  address: string;
  answerPort: string;
}
export const SPEED_DEFAULTS: SpeedForm = {
  host: '127.0.0.1',
  port: '5201',
  seconds: '3',
  disk: true,
  folder: '',
  address: '127.0.0.1',
  answerPort: '5201',
};
/** The two things that can be under way: we measure, we answer. */
export type Side = 'measure' | 'answer';

export interface SpeedUi {
  open: boolean;
  form: SpeedForm;
  errors: FieldErrors<SpeedForm>;
  failure: Record<Side, Failure | null>;
  /** Ends what is under way. */
  running: Record<Side, AbortController | null>;
  /** With whom the result was measured. */
  target: string;
  result: SpeedUpdate | null;
  answering: SpeedAnswering | null;
}

export const useSpeed = create<SpeedUi>(() => ({
  open: false,
  form: SPEED_DEFAULTS,
  errors: {},
  failure: { measure: null, answer: null },
  running: { measure: null, answer: null },
  target: '',
  result: null,
  answering: null,
}));

let recalled = false;

/** Opens the dialog, with what was typed in it last. */
export function openSpeed(): void {
  if (!recalled) useSpeed.setState({ form: recallForm('transfer.speed', SPEED_DEFAULTS) });
  recalled = true;
  useSpeed.setState({ open: true });
}

/** What is under way goes on. */
export const closeSpeed = (): void => useSpeed.setState({ open: false });

export function editSpeed(patch: Partial<SpeedForm>): void {
  const { form, errors } = useSpeed.getState();
  const next = { ...form, ...patch };
  useSpeed.setState({ form: next, errors: without(errors, patch) });
  remember('transfer.speed', next, 'disk');
}

export const setSpeedFailure = (side: Side, failure: Failure | null): void =>
  useSpeed.setState((state) => ({ failure: { ...state.failure, [side]: failure } }));

export const setRunning = (side: Side, running: AbortController | null): void =>
  useSpeed.setState((state) => ({ running: { ...state.running, [side]: running } }));
