import type { Run, RunRow } from '../../../../contract/tools/http-run.ts';
import { getClient } from '../../../bridge/connection.ts';
import { toFailure } from '../../../bridge/failure.ts';
import { announce } from '../../../ui/announce.ts';
import { focusField } from '../../../ui/form/focus.ts';
import { firstOf } from '../../../ui/form/read.ts';
import { saveFile } from '../../../ui/save-file.ts';
import { useWanted } from '../answer/tabs.ts';
import { openKept, saveRequest } from '../library/actions.ts';
import { chooseContext } from '../library/library-store.ts';
import { useExchanges } from '../request/exchanges.ts';
import { showTab } from '../request/fields.ts';
import { type OpenRequest, patchOpen, useHttp } from '../store.ts';
import { readPlan } from './form.ts';
import { closeRuns, useRuns } from './store.ts';

/** What can be done with runs. What fails is shown in the dialog, and said to screen readers. */

export const RUN_FORM = 'http run';
export const SAVE_NOTICE = 'http run saved';

/** Starts what the dialog is open for. */
export async function startRun(): Promise<void> {
  const { dialog, form } = useRuns.getState();
  if (!dialog) return;
  const read = readPlan(form);
  useRuns.setState({ errors: read.ok ? {} : read.errors, failure: null });
  if (!read.ok) {
    const first = firstOf(read.errors, form);
    announce(read.errors[first as keyof typeof form] ?? '');
    return focusField(RUN_FORM, first);
  }
  await begun(() => getClient().httpRun.start({ ...dialog, plan: read.input }));
}

/** The same once more, or only what was not answered as expected. */
export const runAgain = (run: string, only: 'all' | 'failed'): Promise<void> =>
  begun(() => getClient().httpRun.again({ run, only }));

async function begun(start: () => Promise<{ run: string }>): Promise<void> {
  if (useRuns.getState().starting) return;
  useRuns.setState({ starting: true, failure: null });
  await acted(async () => {
    const { run } = await start();
    useRuns.setState({ shown: run, only: 'all' });
    announce('Running');
  });
  useRuns.setState({ starting: false });
}

export const stopRun = (run: string): Promise<void> => acted(() => getClient().httpRun.stop({ run }));

export const removeRuns = (runs: string[]): Promise<void> =>
  acted(() => getClient().httpRun.remove({ runs }));

export const saveRun = (run: string, format: 'junit' | 'json'): Promise<void> =>
  saveFile(SAVE_NOTICE, format === 'junit' ? 'run.xml' : 'run.json', (signal) =>
    getClient().httpRun.save({ run, format }, { signal }),
  );

/** Opens the request of a row with what came of it then, and shows what was not as expected. */
export async function openRow({ collection, environment }: Run, row: RunRow): Promise<void> {
  closeRuns();
  // Sent again, it is sent as the run has sent it.
  const { context } = useHttp.getState();
  if (context.collection !== collection || context.environment !== environment)
    chooseContext(collection, environment);
  await openKept(collection, row.path);
  const one = openAt(collection, row.path);
  if (!one) return;
  const kept = row.exchange !== null && useExchanges.getState().all.has(row.exchange);
  if (row.exchange === null) patchOpen(one.key, { failure: row.failure });
  else if (kept) patchOpen(one.key, { exchange: row.exchange, failure: null });
  if (row.state !== 'unmet') return;
  showTab('Expect');
  useWanted.setState({ tab: 'Expectations' });
}

const openAt = (collection: string, path: string): OpenRequest | undefined =>
  useHttp.getState().open.find(({ saved }) => saved?.collection === collection && saved.path === path);

/** Open requests at a path or below it that are not as they are kept: a run sends what is in their files. */
export const unsavedOf = (open: readonly OpenRequest[], collection: string, path: string): OpenRequest[] =>
  open.filter(
    ({ saved, changed }) =>
      changed &&
      saved?.collection === collection &&
      (path === '' || saved.path === path || saved.path.startsWith(`${path}/`)),
  );

export async function saveAll(all: readonly OpenRequest[]): Promise<void> {
  for (const { key } of all) await saveRequest(key);
}

async function acted(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const failure = toFailure(error);
    useRuns.setState({ failure });
    announce(failure.message);
  }
}
