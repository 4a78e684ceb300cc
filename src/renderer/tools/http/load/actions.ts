import type { LoadInput } from '../../../../contract/tools/http-load.ts';
import { getClient } from '../../../bridge/connection.ts';
import { isAbort, toFailure } from '../../../bridge/failure.ts';
import { announce } from '../../../ui/announce.ts';
import { copyMade } from '../../../ui/clipboard.ts';
import { focusField } from '../../../ui/form/focus.ts';
import { firstOf } from '../../../ui/form/read.ts';
import { saveFile } from '../../../ui/save-file.ts';
import { readyToSend } from '../request/lent.ts';
import { titleOf } from '../request/title.ts';
import { contextOf, useHttp } from '../store.ts';
import { requestsBelow } from './folder.ts';
import { readPlan } from './form.ts';
import { type LoadOf, showLoad, useLoads } from './store.ts';

/** What can be done with many requests. What fails is shown in the dialog, and said to screen readers. */

export const LOAD_FORM = 'http load';
export const K6_NOTICE = 'http load k6';

/** Starts the load of the dialog; resolves when it runs, or when that has failed. */
export async function startLoad(): Promise<void> {
  const { dialog, starting } = useLoads.getState();
  if (!dialog || starting) return;
  const own = new AbortController();
  await withInput(dialog, async (input, release) => {
    useLoads.setState({ starting: own, failure: null });
    announce('Starting many requests');
    const { load } = await getClient().httpLoad.start(input, { signal: own.signal });
    showLoad(load);
    // Bodies are read before it begins.
    release();
  });
  useLoads.setState({ starting: null });
}

export const cancelStart = (): void => useLoads.getState().starting?.abort();

export const stopLoad = (load: string): Promise<void> => acted(() => getClient().httpLoad.stop({ load }));

export const removeLoads = (loads: string[]): Promise<void> =>
  acted(() => getClient().httpLoad.remove({ loads }));

export async function copyK6(): Promise<void> {
  const { dialog } = useLoads.getState();
  if (!dialog) return;
  await withInput(dialog, async (input, release) => {
    const make = async () => (await getClient().httpLoad.k6(input)).script;
    await copyMade(K6_NOTICE, make, 'Copied. Run it with: k6 run load.js').finally(release);
  });
}

export async function saveK6(): Promise<void> {
  const { dialog } = useLoads.getState();
  if (!dialog) return;
  await withInput(dialog, async (input, release) => {
    const save = (signal: AbortSignal) => getClient().httpLoad.saveK6(input, { signal });
    await saveFile(K6_NOTICE, 'load.js', save).finally(release);
  });
}

/** Reads the form and the requests, and does something with them; `release` gives back what the page lends. */
async function withInput(
  of: LoadOf,
  work: (input: LoadInput, release: () => void) => Promise<unknown>,
): Promise<void> {
  const { form } = useLoads.getState();
  const read = readPlan(form);
  useLoads.setState({ errors: read.ok ? {} : read.errors, failure: null });
  if (!read.ok) {
    const first = firstOf(read.errors, form);
    announce(read.errors[first as keyof typeof form] ?? '');
    return focusField(LOAD_FORM, first);
  }
  const releases: (() => void)[] = [];
  const release = () => releases.splice(0).forEach((each) => each());
  try {
    const { requests, ...rest } = await whatOf(of);
    const ready: LoadInput['requests'] = [];
    for (const draft of requests) {
      const one = await readyToSend(draft);
      releases.push(one.release);
      ready.push(one.request);
    }
    await work({ ...rest, requests: ready, plan: read.input }, release);
  } catch (error) {
    release();
    if (isAbort(error)) return;
    const failure = toFailure(error);
    useLoads.setState({ failure });
    announce(failure.message);
  }
}

async function whatOf(of: LoadOf): Promise<Pick<LoadInput, 'requests' | 'context' | 'name'>> {
  const { open, context } = useHttp.getState();
  if (of.kind === 'folder') {
    const { collection, path, name } = of;
    const environment = context.collection === collection ? context.environment : null;
    return { requests: await requestsBelow(collection, path), context: { collection, environment }, name };
  }
  const one = open.find(({ key }) => key === of.key);
  return one
    ? { requests: [one.draft], context: contextOf(one), name: one.draft.name && titleOf(one.draft) }
    : { requests: [], context, name: '' };
}

async function acted(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const failure = toFailure(error);
    useLoads.setState({ failure });
    announce(failure.message);
  }
}
