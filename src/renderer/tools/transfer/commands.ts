import { isLive } from '../../../contract/states.ts';
import type { Command } from '../../ui/command.ts';
import { focusField } from '../../ui/form/focus.ts';
import { formatEndpoint } from '../../ui/format.ts';
import { commandsOf, listCommands } from '../../ui/sessions/commands.ts';
import { receive, send, startSample, stopListening, toIt } from './actions.ts';
import { transferBench } from './bench.ts';
import { cancel, copyHashes, pause, resume, saveHashes } from './session-actions.ts';
import { openSpeed } from './speed/store.ts';
import { bindListener, setMode, showView, useTransfer } from './store.ts';
import { MODE_NAMES } from './words.ts';

const GROUP = 'File transfer';
const command = commandsOf('transfer', GROUP);

/** What can be done on the page of transfers now. */
export function transferCommands(): Command[] {
  const commands = [
    command(
      'receive',
      'Start receiving',
      () => {
        bindListener('receive', null);
        void receive();
      },
      'listen files folder download get',
    ),
    command(
      'send',
      'Send the chosen files',
      () => {
        bindListener('send', null);
        void send();
      },
      'upload put connect',
    ),
    command('newReceiver', 'New receiver', newReceiver, 'receive listen folder'),
    command('newSender', 'New sender', newSender, 'send files host port'),
    command('sample', 'Receive and send a sample file', startSample, 'first try example'),
    command('speed', 'Speed test…', openSpeed, 'measure bandwidth iperf network disk slow'),
  ];
  const { mode, view } = useTransfer.getState();
  for (const each of ['verified', 'tar', 'plain'] as const)
    if (each !== mode)
      commands.push(command(`mode.${each}`, `Transfer mode: ${MODE_NAMES[each]}`, () => setMode(each)));
  const session = transferBench.session(transferBench.use.getState().selected?.id);
  if (session) {
    const { id, state, details } = session;
    const { here } = details.paused;
    if (isLive(state))
      commands.push(
        command('pause', here ? 'Resume the transfer' : 'Pause the transfer', () => pause(id, !here)),
        command('cancel', 'Cancel the transfer', () => cancel(id), 'stop end abort'),
      );
    else if (details.canResume)
      commands.push(command('resume', 'Resume the transfer', () => resume(id), 'again reconnect continue'));
    if (details.mode === 'verified' && details.files.done > 0)
      commands.push(
        command('copyHashes', 'Copy the hashes', () => copyHashes(id), 'sha256 checksum'),
        command('saveHashes', 'Save the hashes', () => saveHashes(id), 'sha256sum checksum'),
      );
    commands.push(
      view === 'files'
        ? command('capture', 'Show what went over the wire', () => showView('capture'), 'bytes timeline')
        : command('files', 'Show the files', () => showView('files'), 'list progress'),
    );
  }
  for (const listener of transferBench.listeners()) {
    if (listener.state !== 'listening') continue;
    const { id, local, details } = listener;
    const name = formatEndpoint(local);
    const receives = details.direction === 'receive';
    commands.push(
      command(`to.${id}`, receives ? `Send to ${name}` : `Receive from ${name}`, () => toIt(listener)),
      command(`stop.${id}`, `Stop ${receives ? 'receiving' : 'sending'} on ${name}`, () =>
        stopListening(id, false),
      ),
    );
  }
  return [...commands, ...listCommands(transferBench, GROUP)];
}

export function newReceiver(): void {
  bindListener('receive', null);
  focusField('transfer receive', 'address');
}

export function newSender(): void {
  bindListener('send', null);
  focusField('transfer send', 'host');
}
