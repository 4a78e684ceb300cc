import type { Command } from '../../ui/command.ts';
import { commandsOf, listCommands } from '../../ui/sessions/commands.ts';
import { httpBench } from './bench.ts';
import { openLoads } from './load/store.ts';
import { libraryCommands } from './library/commands.ts';
import { requestCommands } from './request/commands.ts';
import { runCommands } from './run/commands.ts';
import { useHttp } from './store.ts';

const GROUP = 'HTTP';
export const command = commandsOf('http', GROUP);

/** What can be done on the page of HTTP now. Each part of the page adds its own. */
export function httpCommands(): Command[] {
  return [
    ...requestCommands(command),
    ...libraryCommands(command),
    ...loadCommands(),
    ...runCommands(command),
    ...listCommands(httpBench, GROUP),
  ];
}

const loadCommands = (): Command[] => [
  command(
    'many',
    'Send the request many times',
    () => openLoads({ kind: 'request', key: useHttp.getState().current }),
    'load test benchmark latency histogram k6 performance',
  ),
];
