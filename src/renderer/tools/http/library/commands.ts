import type { Command } from '../../../ui/command.ts';
import type { commandsOf } from '../../../ui/sessions/commands.ts';
import { currentRequest, useHttp } from '../store.ts';
import { copyAsCurl, openKept, saveRequest } from './actions.ts';
import { useLibrary } from './library-store.ts';
import { openDialog } from './panel-store.ts';

/** So many requests of collections can be opened from the palette. */
const MOST = 500;

/** What can be done with collections and the history now. */
export function libraryCommands(command: ReturnType<typeof commandsOf>): Command[] {
  const one = currentRequest(useHttp.getState());
  const { trees } = useLibrary.getState();
  const { collection, environment } = useHttp.getState().context;
  return [
    command('save', 'Save the request', () => saveRequest(one.key), 'collection file keep', 'Ctrl S'),
    command(
      'saveAs',
      'Save the request as…',
      () => openDialog({ kind: 'save', key: one.key }),
      'copy collection',
    ),
    command('curl.import', 'Import a curl command', () => openDialog({ kind: 'curl' }), 'paste'),
    command('curl.copy', 'Copy as a curl command', () => copyAsCurl(one), 'export shell'),
    command('collection.open', 'Open a collection', () => openDialog({ kind: 'open' }), 'folder requests'),
    command('history', 'Show the history of requests', () => openDialog({ kind: 'history' }), 'sent har'),
    command(
      'collection.import',
      'Import a file of requests',
      () => openDialog({ kind: 'import', collection: collection ?? undefined, folder: '' }),
      'openapi swagger postman bruno har',
    ),
    ...(collection === null
      ? []
      : [
          command(
            'variables',
            'Edit the variables',
            () => openDialog({ kind: 'environment', collection, name: environment }),
            'environment secrets',
          ),
        ]),
    ...[...trees]
      .flatMap(([folder, items]) =>
        items.flatMap((item) =>
          item.kind === 'request'
            ? [
                command(
                  `kept.${folder}/${item.path}`,
                  `Open ${item.name}`,
                  () => openKept(folder, item.path),
                  item.url,
                ),
              ]
            : [],
        ),
      )
      .slice(0, MOST),
  ];
}
