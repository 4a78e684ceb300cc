import { create } from 'zustand';
import { followBench, useBench } from '../bridge/bench-store.ts';
import type { BenchClient } from '../bridge/client.ts';
import { connectNow, onOpen } from '../bridge/connection.ts';
import { isAbort } from '../bridge/failure.ts';
import { loadMemory } from '../bridge/memory.ts';
import { followRules } from '../ui/respond/rules-store.ts';
import { guardDrops } from '../ui/files/guard-drops.ts';
import { registerForm } from '../ui/form/mends.ts';
import { followMessageKeys } from '../ui/messages/fire.ts';
import { followLibrary, followRuns } from '../ui/messages/library.ts';
import { followSettings, useSettings } from './settings/settings-store.ts';
import { runHostCommand } from './shell-commands.ts';
import { recallTool, showTool } from './shell-store.ts';
import { TOOLS } from './tools.ts';

/** True from the moment the first screen can be drawn as the user left it. */
export const useReady = create<{ ready: boolean }>(() => ({ ready: false }));

/** Connects to the bench and follows it, now and after every loss. */
export function startWindow(): void {
  onOpen((client, signal) => {
    const follow = (what: string, work: Promise<unknown>) =>
      work.catch((error: unknown) => {
        // A lost connection ends every stream; the next opening starts them again.
        if (!signal.aborted && !isAbort(error)) console.error(`${what} ended`, error);
      });
    void follow('the state of the bench', followBench(client, signal));
    void follow('the settings', followSettings(client, signal));
    void follow('the saved messages', followLibrary(client, signal));
    void follow('the runs of sequences', followRuns(client, signal));
    void follow('the rules', followRules(client, signal));
    void follow('the commands of the host', followHostCommands(client, signal));
    void follow('the first screen', prepare(client));
  });
  followMessageKeys();
  guardDrops();
  connectNow();
}

async function prepare(client: BenchClient): Promise<void> {
  const [info, settings] = await Promise.all([
    client.bench.info(),
    client.settings.get(),
    loadMemory(client),
  ]);
  useBench.setState({ info });
  if (useReady.getState().ready) return;
  recallTool();
  for (const tool of TOOLS) {
    tool.prepare(settings);
    for (const [name, fill] of Object.entries(tool.forms ?? {}))
      registerForm(name, (mend) => {
        showTool(tool.slug);
        fill(mend);
      });
  }
  useSettings.subscribe(({ settings: now }, { settings: before }) => {
    if (now && before) for (const tool of TOOLS) tool.onSettings?.(now, before);
  });
  useReady.setState({ ready: true });
}

async function followHostCommands(client: BenchClient, signal: AbortSignal): Promise<void> {
  for await (const { command } of await client.host.commands(undefined, { signal })) runHostCommand(command);
}
