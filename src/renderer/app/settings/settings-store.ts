import { create } from 'zustand';
import type { Settings } from '../../../contract/settings.ts';
import type { BenchClient } from '../../bridge/client.ts';
import { getClient } from '../../bridge/connection.ts';
import { setDensity } from '../../ui/density.ts';

/** The settings as main has them; null until they have come. Every window of a bench sees a change at once. */
export const useSettings = create<{ settings: Settings | null }>(() => ({ settings: null }));

function take(settings: Settings): void {
  useSettings.setState({ settings });
  setDensity(settings.density);
}

export async function followSettings(client: BenchClient, signal: AbortSignal): Promise<void> {
  take(await client.settings.get());
  for await (const settings of await client.settings.watch(undefined, { signal })) take(settings);
}

/** Rejects when the bench cannot keep them; see `toFailure`. */
export async function updateSettings(patch: Partial<Settings>): Promise<void> {
  take(await getClient().settings.update(patch));
}
