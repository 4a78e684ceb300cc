import type { Command } from '../../ui/command.ts';
import { commandsOf, listCommands } from '../../ui/sessions/commands.ts';
import { httpBench } from './bench.ts';
import { requestCommands } from './request/commands.ts';

const GROUP = 'HTTP';
export const command = commandsOf('http', GROUP);

/** What can be done on the page of HTTP now. Each part of the page adds its own. */
export function httpCommands(): Command[] {
  return [...requestCommands(command), ...listCommands(httpBench, GROUP)];
}
