import { isLive } from '../../contract/states.ts';
import { useBench } from '../bridge/bench-store.ts';
import type { HostCommand } from '../../contract/host.ts';
import type { Settings } from '../../contract/settings.ts';
import { announce } from '../ui/announce.ts';
import { toFailure } from '../bridge/failure.ts';
import { savedCommands } from '../ui/messages/commands.ts';
import { updateSettings } from './settings/settings-store.ts';
import { currentTool, openDialog, showTool } from './shell-store.ts';
import type { Command } from '../ui/command.ts';
import type { Tool } from './tool.ts';
import { TOOLS } from './tools.ts';

/** Runs what a native menu asks for. */
export function runHostCommand(command: HostCommand): void {
  const run: Record<HostCommand, () => void> = {
    new: () => currentTool().create(),
    close: () => currentTool().closeSelected(),
    palette: () => openDialog('palette'),
    settings: () => openDialog('settings'),
    about: () => openDialog('settings'),
  };
  run[command]();
}

/** A change of settings without a form; what goes wrong is said aloud, for there is no field to put it under. */
export function changeSettings(patch: Partial<Settings>): void {
  updateSettings(patch).catch((error: unknown) => announce(toFailure(error).message));
}

/** `⌘` on a Mac, `Ctrl` elsewhere. */
export const MOD = navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl';

export function shellCommands(): Command[] {
  const group = 'Window';
  const theme = (value: Settings['theme'], title: string): Command => ({
    id: `theme.${value}`,
    title,
    group,
    words: 'colour color scheme appearance',
    run: () => changeSettings({ theme: value }),
  });
  const density = (value: Settings['density'], title: string): Command => ({
    id: `density.${value}`,
    title,
    group,
    words: 'spacing row height',
    run: () => changeSettings({ density: value }),
  });
  return [
    ...TOOLS.map((tool, index) => ({
      id: `tool.${tool.slug}`,
      title: `Go to ${tool.name}`,
      group,
      words: 'tool tab',
      shortcut: index < 9 ? `Alt ${index + 1}` : undefined,
      run: () => showTool(tool.slug),
    })),
    theme('dark', 'Use the dark theme'),
    theme('light', 'Use the light theme'),
    theme('system', 'Use the theme of the system'),
    density('comfortable', 'Use comfortable rows'),
    density('compact', 'Use compact rows'),
    ...(somethingOpen()
      ? [
          {
            id: 'closeAll',
            title: 'Close everything',
            group,
            words: 'all stop disconnect tcp udp relay',
            run: () => TOOLS.forEach((tool) => void tool.closeAll?.()),
          },
        ]
      : []),
    {
      id: 'settings',
      title: 'Open settings',
      group,
      words: 'preferences options about version',
      shortcut: `${MOD} ,`,
      run: () => openDialog('settings'),
    },
    {
      id: 'shortcuts',
      title: 'Show keyboard shortcuts',
      group,
      words: 'help keys',
      shortcut: '?',
      run: () => openDialog('shortcuts'),
    },
  ];
}

/** Whether anything on the bench is open, of whichever tool. */
function somethingOpen(): boolean {
  const { sessions, listeners } = useBench.getState();
  return (
    [...listeners.values()].some(({ state }) => state === 'listening') ||
    [...sessions.values()].some(({ state }) => isLive(state))
  );
}

/** Everything that can be done now, the tool on top first. */
export function allCommands(): Command[] {
  const top = currentTool();
  const others = TOOLS.filter((tool) => tool !== top);
  return [top, ...others].flatMap(commandsOf).concat(savedCommands(), shellCommands());
}

/** A command acts on the page of its tool, so that page is shown first. */
const commandsOf = (tool: Tool): Command[] =>
  tool.commands().map((command) => ({
    ...command,
    run: () => {
      showTool(tool.slug);
      command.run();
    },
  }));
