import { isLive } from '../../../contract/states.ts';
import type { Command } from '../../ui/command.ts';
import { focusField } from '../../ui/form/focus.ts';
import { formatEndpoint } from '../../ui/format.ts';
import { commandsOf, listCommands } from '../../ui/sessions/commands.ts';
import {
  closeClients,
  closeSession,
  resetSession,
  startBeforeEcho,
  startRelay,
  stopRelay,
} from './actions.ts';
import { relayBench } from './bench.ts';
import { bindRelay } from './store.ts';

const GROUP = 'Relay';
const command = commandsOf('relay', GROUP);

/** What can be done on the page of relays now. */
export function relayCommands(): Command[] {
  const commands = [
    command(
      'start',
      'Start relay',
      () => {
        bindRelay(null);
        void startRelay();
      },
      'proxy forward man in the middle faults',
    ),
    command('new', 'New relay', newRelay, 'proxy forward'),
    command('echo', 'Put a relay before an echo server', startBeforeEcho, 'first try example'),
  ];
  const session = relayBench.session(relayBench.use.getState().selected?.id);
  if (session && isLive(session.state)) {
    const { id } = session;
    if (session.details.transport === 'tcp')
      commands.push(command('reset', 'Reset both sides', () => resetSession(id), 'rst abort'));
    commands.push(command('close', 'Close both sides', () => closeSession(id), 'disconnect fin'));
  }
  for (const { id, state, local } of relayBench.listeners()) {
    if (state !== 'listening') continue;
    const name = formatEndpoint(local);
    commands.push(
      command(`stop.${id}`, `Stop the relay on ${name}`, () => stopRelay(id, false)),
      command(`clients.${id}`, `Close all clients of the relay on ${name}`, () => closeClients(id)),
    );
  }
  return [...commands, ...listCommands(relayBench, GROUP)];
}

export function newRelay(): void {
  bindRelay(null);
  focusField('relay', 'listenAddress');
}
