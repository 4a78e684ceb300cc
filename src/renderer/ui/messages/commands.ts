import type { Command } from '../command.ts';
import { currentTarget, fire, savePresent } from './fire.ts';
import { useLibrary } from './library.ts';
import { panelIsOpen, showPanel } from './panel-store.ts';

const GROUP = 'Saved';

/** What can be done with saved messages in the session that is shown. */
export function savedCommands(): Command[] {
  const target = currentTarget();
  if (!target) return [];
  const open = panelIsOpen();
  return [
    ...useLibrary.getState().items.flatMap((item): Command[] =>
      item.kind === 'folder'
        ? []
        : [
            {
              id: `saved.${item.id}`,
              title: `${item.kind === 'sequence' ? 'Run' : 'Send'} ${item.name}`,
              group: GROUP,
              words: 'saved message sequence',
              ...(item.key === null ? {} : { shortcut: item.key.replaceAll('+', ' ') }),
              run: () => void fire(item),
            },
          ],
    ),
    {
      id: 'saved.save',
      title: 'Save the message',
      group: GROUP,
      shortcut: 'Ctrl S',
      run: () => savePresent(target.session),
    },
    {
      id: 'saved.panel',
      title: open ? 'Hide saved messages' : 'Show saved messages',
      group: GROUP,
      words: 'panel sequences',
      run: () => showPanel(!open),
    },
  ];
}
