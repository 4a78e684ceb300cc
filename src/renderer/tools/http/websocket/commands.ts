import type { commandsOf } from '../../../ui/sessions/commands.ts';
import type { Command } from '../../../ui/command.ts';
import type { OpenRequest } from '../store.ts';
import { connect, disconnect, isLinked, ping, socketOf } from './actions.ts';

/** What can be done with the WebSocket that is looked at now. */
export function socketCommands(command: ReturnType<typeof commandsOf>, request: OpenRequest): Command[] {
  const session = socketOf(request);
  if (!session || !isLinked(session))
    return [command('connect', 'Connect the WebSocket', connect, 'open go', 'Ctrl ⏎')];
  return [
    command('disconnect', 'Disconnect the WebSocket', () => disconnect(session), 'close end stop'),
    ...(session.details.webSocket?.state === 'open'
      ? [command('ping', 'Ping over the WebSocket', () => ping(session), 'pong alive')]
      : []),
  ];
}
