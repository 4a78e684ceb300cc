import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { getClient } from '../../../bridge/connection.ts';
import { Field } from '../../../ui/Field.tsx';
import { titleOf } from '../request/title.ts';
import { useHttp } from '../store.ts';
import { openCurl, putRequest, saveRequest } from './actions.ts';
import { EnvironmentDialog } from './EnvironmentDialog.tsx';
import { renameItem, takeFile } from './follow-files.ts';
import { HistoryDialog } from './HistoryDialog.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { FolderField, LibraryDialog } from './LibraryDialog.tsx';
import { told } from './library-store.ts';
import { sayNews } from './news.ts';
import { SaveDialog } from './SaveDialog.tsx';
import { closeDialog, type LibraryDialog as Dialog, usePanel } from './panel-store.ts';

/** The dialog of the collections that is open. */
export function LibraryDialogs({ dialog }: { dialog: Dialog }) {
  switch (dialog.kind) {
    case 'open':
      return <OpenDialog />;
    case 'save':
      return <SaveDialog requestKey={dialog.key} />;
    case 'conflict':
      return <ConflictDialog requestKey={dialog.key} />;
    case 'curl':
      return <CurlDialog />;
    case 'import':
      return <ImportDialog {...dialog} />;
    case 'history':
      return <HistoryDialog />;
    case 'rename':
      return <NameDialog title="Rename" submit="Rename" at={dialog} name={dialog.name} />;
    case 'folder':
      return <NameDialog title="New folder" submit="Make the folder" at={dialog} name="" />;
    case 'environment':
      return <EnvironmentDialog key={`${dialog.collection} ${dialog.name}`} {...dialog} />;
  }
}

function OpenDialog() {
  const [folder, setFolder] = useState('');
  return (
    <LibraryDialog
      title="Open a collection"
      submit="Open"
      unsaved={folder !== ''}
      disabled={folder.trim() === ''}
      onSubmit={async () => {
        const { collection, made } = await getClient().httpLibrary.open({ folder });
        sayNews(made ? `Made the folder ${collection}.` : `Opened ${collection}.`);
      }}
    >
      <FolderField
        label="Folder"
        autoFocus
        value={folder}
        onChange={setFolder}
        help="Each request is a text file in it. A folder that is not there is made."
      />
    </LibraryDialog>
  );
}

function ConflictDialog({ requestKey }: { requestKey: string }) {
  const one = useHttp((s) => s.open.find(({ key }) => key === requestKey));
  const saved = one?.saved;
  if (!one || !saved) return null;
  const then = (work: () => Promise<void>) => void told(work).then(closeDialog);
  return (
    <LibraryDialog
      title="Both have changed"
      submit="Save as a copy"
      onSubmit={() => {
        const folder = saved.path.split('/').slice(0, -1).join('/');
        return putRequest(
          requestKey,
          saved.collection,
          null,
          folder,
          undefined,
          `${titleOf(one.draft)} copy`,
        );
      }}
      foot={
        <>
          <Button type="button" onClick={() => then(() => takeFile(requestKey))}>
            Take the file’s
          </Button>
          <Button type="button" onClick={() => then(() => saveRequest(requestKey, 'over'))}>
            Save over it
          </Button>
        </>
      }
    >
      <p>{saved.path} was changed on the disk since it was read, and the request was changed here.</p>
    </LibraryDialog>
  );
}

function CurlDialog() {
  const [text, setText] = useState('');
  return (
    <LibraryDialog
      title="Import a curl command"
      submit="Import"
      unsaved={text !== ''}
      width={640}
      disabled={text.trim() === ''}
      onSubmit={async () => {
        const notes = await openCurl(text);
        if (notes.length > 0) sayNews(notes.join(' '));
      }}
    >
      <TextField
        className="wb-library-command"
        id="wb-curl-command"
        label="Command"
        value={text}
        multiline
        autoFocus
        minRows={5}
        maxRows={12}
        placeholder="curl https://example.com/ -H 'Accept: application/json'"
        onChange={(event) => setText(event.target.value)}
        slotProps={{ htmlInput: { spellCheck: false } }}
      />
    </LibraryDialog>
  );
}

function NameDialog({
  title,
  submit,
  at,
  name: given,
}: {
  title: string;
  submit: string;
  at: Extract<Dialog, { kind: 'rename' | 'folder' }>;
  name: string;
}) {
  const [name, setName] = useState(given);
  const { kind, collection, path } = at;
  return (
    <LibraryDialog
      title={title}
      submit={submit}
      unsaved={name !== given}
      width={400}
      disabled={name.trim() === ''}
      onSubmit={async () => {
        const made =
          kind === 'rename'
            ? await renameItem(collection, path, name)
            : (await getClient().httpLibrary.makeFolder({ collection, path, name })).path;
        usePanel.setState({ selected: `${collection}\n${made}` });
      }}
    >
      <Field label="Name" value={name} autoFocus onChange={setName} />
    </LibraryDialog>
  );
}
