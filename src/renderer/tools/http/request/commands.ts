import type { commandsOf } from '../../../ui/sessions/commands.ts';
import type { Command } from '../../../ui/command.ts';
import { currentRequest, showRequest, useHttp } from '../store.ts';
import { cancel, send, sendToFile } from './actions.ts';
import { isUnderWay, useExchanges } from './exchanges.ts';
import { showTab, tabsOf } from './fields.ts';
import { closeOthers, closeRequest, duplicate, newRequest, reopen } from './open.ts';
import { socketCommands } from '../websocket/commands.ts';
import { titleOf } from './title.ts';

/** What can be done with the open requests now. */
export function requestCommands(command: ReturnType<typeof commandsOf>): Command[] {
  const { open, closed } = useHttp.getState();
  const one = currentRequest(useHttp.getState());
  const running = isUnderWay(useExchanges.getState().all.get(one.exchange ?? ''));
  return [
    ...(one.draft.kind === 'websocket'
      ? socketCommands(command, one)
      : running
        ? [command('cancel', 'Cancel the request', cancel, 'stop abort')]
        : [
            command('send', 'Send the request', send, 'go run again', 'Ctrl ⏎'),
            command(
              'sendToFile',
              'Send the request and save its answer to a file…',
              sendToFile,
              'download get fetch large',
              'Ctrl ⇧ ⏎',
            ),
          ]),
    command('new', 'New HTTP request', newRequest, 'tab open get post'),
    command('duplicate', 'Duplicate the request', () => duplicate(one), 'copy tab'),
    command('close', 'Close the request', () => closeRequest(one.key), 'tab'),
    ...(open.length > 1
      ? [command('closeOthers', 'Close the other requests', () => closeOthers(one.key), 'tabs')]
      : []),
    ...(closed.length > 0 ? [command('reopen', 'Reopen the closed request', reopen, 'undo tab')] : []),
    ...tabsOf(one.draft.kind).map((tab) =>
      command(`part.${tab}`, `Show ${tab} of the request`, () => showTab(tab), 'edit'),
    ),
    ...open
      .filter(({ key }) => key !== one.key)
      .map(({ key, draft }) => command(`go.${key}`, `Go to ${titleOf(draft)}`, () => showRequest(key))),
  ];
}
