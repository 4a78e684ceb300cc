import { isLive } from '../../../contract/states.ts';
import type { Command } from '../../ui/command.ts';
import { focusField, focusMessage } from '../../ui/form/focus.ts';
import { formatEndpoint } from '../../ui/format.ts';
import { commandsOf, listCommands } from '../../ui/sessions/commands.ts';
import { bind, bindSender, closeAll, closeSocket, startPair } from './actions.ts';
import { udpBench } from './bench.ts';
import { showSocket, toggleMulticast } from './store.ts';

const GROUP = 'UDP';
const command = commandsOf('udp', GROUP);

/** What can be done on the page of UDP now. */
export function udpCommands(): Command[] {
  const commands = [
    command(
      'bind',
      'Bind a UDP socket',
      () => {
        showSocket(null);
        void bind();
      },
      'datagram listen open port',
    ),
    command('new', 'New UDP socket', newSocket, 'datagram bind address port'),
    command('pair', 'Bind two sockets that answer each other', startPair, 'first try example echo'),
  ];
  const session = udpBench.session(udpBench.use.getState().selected?.id);
  if (session && isLive(session.state)) {
    const { id } = session;
    commands.push(
      command('send', 'Write a message', focusMessage, 'send compose datagram'),
      command(
        'multicast',
        'Multicast groups of the socket',
        () => toggleMulticast(id),
        'join leave group ttl',
      ),
      command('close', 'Close the socket', () => closeSocket(id)),
    );
  }
  for (const { id, state, local } of udpBench.sessions()) {
    if (!isLive(state) || !local) continue;
    commands.push(
      command(`to.${id}`, `New socket that sends to ${formatEndpoint(local)}`, () => bindSender(id)),
    );
  }
  if (udpBench.sessions().length > 0) commands.push(command('closeAll', 'Close all sockets', closeAll));
  return [...commands, ...listCommands(udpBench, GROUP)];
}

export function newSocket(): void {
  showSocket(null);
  focusField('bind', 'address');
}
