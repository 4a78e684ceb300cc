import { useState } from 'react';
import { getClient } from '../../../bridge/connection.ts';
import { SelectField } from '../../../ui/Field.tsx';
import { folderChoices } from './actions.ts';
import { FolderField } from './LibraryDialog.tsx';
import { useLibrary } from './library-store.ts';

const ANOTHER = '\n';

/** Where requests are kept: a folder of a collection, or another folder, which is opened or made. */
export function useWhere(collection: string | undefined, folder: string) {
  const first = useLibrary(({ collections }) => collections[0]?.folder);
  const [where, setWhere] = useState({
    collection: collection ?? first ?? ANOTHER,
    folder,
    // The first collection has a place to begin with; the bench knows where ~ is.
    path: first === undefined ? '~/requests' : '',
  });
  const isNew = where.collection === ANOTHER;
  return {
    where,
    isNew,
    missing: isNew && where.path.trim() === '',
    change: (patch: Partial<typeof where>) => setWhere({ ...where, ...patch }),
    /** The collection, opened or made if need be, and the folder in it. Rejects as the call does. */
    resolve: async (): Promise<{ collection: string; folder: string }> =>
      isNew
        ? {
            collection: (await getClient().httpLibrary.open({ folder: where.path })).collection,
            folder: '',
          }
        : { collection: where.collection, folder: where.folder },
  };
}

export function WhereFields({
  of: { where, isNew, change },
  autoFocus,
}: {
  of: ReturnType<typeof useWhere>;
  /** The folder gets the keyboard where it is what is missing. */
  autoFocus?: boolean;
}) {
  const collections = useLibrary((s) => s.collections);
  return (
    <>
      {collections.length > 0 ? (
        <SelectField
          label="Collection"
          value={where.collection}
          options={[
            ...collections.map((each) => ({ value: each.folder, label: each.name })),
            { value: ANOTHER, label: 'Another folder…' },
          ]}
          onChange={(next) => change({ collection: next, folder: '' })}
        />
      ) : null}
      {isNew ? (
        <FolderField
          label="Folder of the collection"
          autoFocus={autoFocus && where.path === ''}
          value={where.path}
          onChange={(path) => change({ path })}
          help="Each request is a text file in it. A folder that is not there is made."
        />
      ) : (
        <SelectField
          label="Folder"
          value={where.folder}
          options={folderChoices(where.collection)}
          onChange={(next) => change({ folder: next })}
        />
      )}
    </>
  );
}
