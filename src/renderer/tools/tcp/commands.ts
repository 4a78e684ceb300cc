import { isLive } from '../../../contract/states.ts';
import type { Command } from '../../ui/command.ts';
import { focusField, focusMessage } from '../../ui/form/focus.ts';
import { formatEndpoint } from '../../ui/format.ts';
import { commandsOf, listCommands } from '../../ui/sessions/commands.ts';
import {
  closeClients,
  closeSession,
  connect,
  connectTo,
  endSending,
  listen,
  reconnect,
  resetSession,
  startEcho,
  stopListening,
} from './actions.ts';
import { tcpBench } from './bench.ts';
import { bindConnection, bindListener } from './store.ts';

const GROUP = 'TCP';
const command = commandsOf('tcp', GROUP);

/** What can be done on the page of TCP now. */
export function tcpCommands(): Command[] {
  const commands = [
    command(
      'listen',
      'Start listening',
      () => {
        bindListener(null);
        void listen();
      },
      'server bind open port',
    ),
    command(
      'connect',
      'Connect',
      () => {
        bindConnection(null);
        void connect();
      },
      'client open',
    ),
    command('newListener', 'New listener', newListener, 'server bind address port'),
    command('newConnection', 'New connection', newConnection, 'client host port'),
    command('echo', 'Start an echo server and connect to it', startEcho, 'first try example'),
  ];
  const { selected } = tcpBench.use.getState();
  const session = tcpBench.session(selected?.id);
  if (session) {
    const { id, state } = session;
    if (state === 'open' || state === 'end-received') {
      commands.push(command('send', 'Write a message', focusMessage, 'send compose'));
      commands.push(command('end', 'End sending', () => endSending(id), 'half-close shutdown fin'));
    }
    if (isLive(state)) {
      commands.push(command('reset', 'Reset the connection', () => resetSession(id), 'rst abort'));
      commands.push(command('close', 'Close the connection', () => closeSession(id), 'disconnect fin'));
    } else if (session.details.canReconnect) {
      commands.push(command('reconnect', 'Reconnect', () => reconnect(id)));
    }
  }
  const listeners = tcpBench.listeners();
  for (const listener of listeners) {
    if (listener.state !== 'listening') continue;
    const { id } = listener;
    const name = formatEndpoint(listener.local);
    commands.push(
      command(`to.${id}`, `Connect to ${name}`, () => connectTo(id)),
      command(`stop.${id}`, `Stop listening on ${name}`, () => stopListening(id, false)),
      command(`clients.${id}`, `Close all clients of ${name}`, () => closeClients(id)),
    );
  }
  return [...commands, ...listCommands(tcpBench, GROUP)];
}

export function newListener(): void {
  bindListener(null);
  focusField('listen', 'address');
}

export function newConnection(): void {
  bindConnection(null);
  focusField('connect', 'host');
}
