import { useState } from 'react';
import { Field } from '../../../ui/Field.tsx';
import { useChanged } from '../../../ui/Discard.tsx';
import { titleOf } from '../request/title.ts';
import { useHttp } from '../store.ts';
import { putRequest } from './actions.ts';
import { LibraryDialog } from './LibraryDialog.tsx';
import { useLibrary } from './library-store.ts';
import { usePanel } from './panel-store.ts';
import { useWhere, WhereFields } from './WhereFields.tsx';

/** Asks for the name and the place of a request that is kept nowhere yet. */
export function SaveDialog({ requestKey }: { requestKey: string }) {
  const one = useHttp((s) => s.open.find(({ key }) => key === requestKey));
  const collections = useLibrary((s) => s.collections);
  const context = useHttp((s) => s.context.collection);
  const [chosen, inside = ''] = usePanel.getState().selected?.split('\n') ?? [];
  const items = useLibrary((s) => s.trees.get(chosen ?? ''));
  const [name, setName] = useState(one ? titleOf(one.draft).replace(/^New request$/, '') : '');
  const known = [chosen, context].find((each) => collections.some(({ folder }) => folder === each));
  // The folder that is selected, or the one that what is selected lies in.
  const isFolder = items?.some(({ kind, path }) => kind === 'folder' && path === inside) ?? false;
  const folder = isFolder ? inside : inside.split('/').slice(0, -1).join('/');
  const where = useWhere(known ?? undefined, known === chosen ? folder : '');
  return (
    <LibraryDialog
      title="Save the request"
      submit="Save"
      unsaved={useChanged([name, where.where])}
      disabled={name.trim() === '' || where.missing}
      onSubmit={async () => {
        const { collection, folder: into } = await where.resolve();
        await putRequest(requestKey, collection, null, into, undefined, name);
      }}
    >
      <Field label="Name" value={name} autoFocus onChange={setName} />
      <WhereFields of={where} autoFocus />
    </LibraryDialog>
  );
}
