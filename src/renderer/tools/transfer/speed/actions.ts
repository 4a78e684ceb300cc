import { getClient } from '../../../bridge/connection.ts';
import { isAbort, toFailure } from '../../../bridge/failure.ts';
import { announce } from '../../../ui/announce.ts';
import { focusField } from '../../../ui/form/focus.ts';
import {
  addressError,
  type FieldErrors,
  firstOf,
  note,
  seconds,
  wholeNumber,
} from '../../../ui/form/read.ts';
import { hostToReach } from '../../../ui/sessions/HowToReach.tsx';
import { editSpeed, setRunning, setSpeedFailure, type Side, type SpeedForm, useSpeed } from './store.ts';
import { headline } from './words.ts';

/** What the speed test can do. What fails is shown where it was asked for, and said to screen readers. */

/** Measures as the form says; resolves when it is over. */
export async function measure(): Promise<void> {
  const { form, running } = useSpeed.getState();
  if (running.measure) return;
  const errors: FieldErrors<SpeedForm> = {};
  const host = form.host.trim();
  const port = wholeNumber(form.port, 1, 65535);
  const ms = seconds(form.seconds);
  const folder = form.folder.trim();
  note(errors, 'host', addressError('Host', host));
  if (port === null) note(errors, 'port', 'Port must be a whole number from 1 to 65535.');
  if (ms === null || ms < 200 || ms > 60_000)
    note(errors, 'seconds', 'Seconds must be a number from 0.2 to 60.');
  if (folder === '') note(errors, 'folder', NO_FOLDER);
  if (!valid('measure', errors) || port === null || ms === null) return;
  useSpeed.setState({ result: null, target: `${host} port ${port}` });
  announce('Measuring');
  await under('measure', async (signal) => {
    const input = { host, port, ms, disk: form.disk, folder };
    for await (const result of await getClient().transfer.speed.measure(input, { signal }))
      useSpeed.setState({ result });
    const { result } = useSpeed.getState();
    if (result?.over) announce(headline(result.steps));
  });
}

/** Answers speed tests until it is stopped; resolves when it answers, or when that has failed. */
export function answer(anyPort = false): Promise<void> {
  const { form, running } = useSpeed.getState();
  if (running.answer) return Promise.resolve();
  const errors: FieldErrors<SpeedForm> = {};
  const address = form.address.trim();
  const port = anyPort ? 0 : wholeNumber(form.answerPort, 0, 65535);
  const folder = form.folder.trim();
  note(errors, 'address', addressError('Address', address));
  if (port === null) note(errors, 'answerPort', 'Port must be a whole number from 0 to 65535.');
  if (folder === '') note(errors, 'folder', NO_FOLDER);
  if (!valid('answer', errors) || port === null) return Promise.resolve();
  return new Promise((resolve) => {
    const work = under('answer', async (signal) => {
      let first = true;
      const stream = await getClient().transfer.speed.answer({ address, port, folder }, { signal });
      for await (const answering of stream) {
        useSpeed.setState({ answering });
        if (first) announce(`Answers speed tests on port ${answering.port}`);
        first = false;
        resolve();
      }
    });
    void work.finally(() => {
      useSpeed.setState({ answering: null });
      resolve();
    });
  });
}

/** Both ends on this machine, to try it. */
export async function tryHere(): Promise<void> {
  await answer(true);
  const { answering } = useSpeed.getState();
  if (!answering) return;
  editSpeed({ host: hostToReach(answering.address), port: String(answering.port) });
  await measure();
}

export function stop(side: Side): void {
  useSpeed.getState().running[side]?.abort();
  focusField(`transfer speed ${side}`, 'start');
}

/** Where the files for the disk are made unless the user says otherwise. */
export async function takeFolder(): Promise<void> {
  if (useSpeed.getState().form.folder !== '') return;
  try {
    const { downloads } = await getClient().files.places();
    if (useSpeed.getState().form.folder === '') editSpeed({ folder: downloads });
  } catch (error) {
    announce(toFailure(error).message);
  }
}

const NO_FOLDER = 'Folder is missing. It is where the files for the disk test are made.';

function valid(side: Side, errors: FieldErrors<SpeedForm>): boolean {
  useSpeed.setState({ errors });
  setSpeedFailure(side, null);
  const wrong = firstOf(errors, useSpeed.getState().form);
  if (wrong !== '')
    focusField(wrong === 'folder' ? 'transfer speed measure' : `transfer speed ${side}`, wrong);
  return wrong === '';
}

async function under(side: Side, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const abort = new AbortController();
  setRunning(side, abort);
  try {
    await work(abort.signal);
  } catch (error) {
    if (abort.signal.aborted || isAbort(error)) {
      announce(side === 'measure' ? 'Cancelled' : 'Answers no more');
      return;
    }
    const failure = toFailure(error);
    setSpeedFailure(side, failure);
    announce(failure.message);
  } finally {
    setRunning(side, null);
  }
}
