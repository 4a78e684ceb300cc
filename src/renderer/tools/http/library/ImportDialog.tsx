import Button from '@mui/material/Button';
import { useRef, useState } from 'react';
import { getClient } from '../../../bridge/connection.ts';
import { withFile } from '../../../bridge/upload.ts';
import { Field } from '../../../ui/Field.tsx';
import { useChanged } from '../../../ui/Discard.tsx';
import { LibraryDialog } from './LibraryDialog.tsx';
import { sayNews } from './news.ts';
import { useWhere, WhereFields } from './WhereFields.tsx';

/** Takes over requests from what other programs wrote. */
export function ImportDialog({ collection, folder }: { collection: string | undefined; folder: string }) {
  const into = useWhere(collection, folder);
  const [file, setFile] = useState<File | null>(null);
  const [path, setPath] = useState('');
  const input = useRef<HTMLInputElement>(null);
  return (
    <LibraryDialog
      title="Import a file"
      submit="Import"
      unsaved={useChanged([file?.name, path, into.where])}
      disabled={(file === null && path.trim() === '') || into.missing}
      onSubmit={async () => {
        const { httpLibrary } = getClient();
        const where = await into.resolve();
        const { added, notes } = file
          ? await withFile(file, (bytes) => httpLibrary.importFile({ ...where, name: file.name, ...bytes }))
          : await httpLibrary.importPath({ ...where, path });
        sayNews(`Imported ${added} ${added === 1 ? 'request' : 'requests'}.`, notes);
      }}
    >
      <p>It takes OpenAPI, Postman, Bruno and HAR, and files with curl commands.</p>
      <div className="wb-library-path">
        <Field
          label="File or folder"
          autoFocus
          value={file ? file.name : path}
          mono
          disabled={file !== null}
          placeholder="/home/me/api.yaml"
          help="A collection of Bruno is a folder."
          onChange={setPath}
        />
        <Button type="button" onClick={() => (file ? setFile(null) : input.current?.click())}>
          {file ? 'Another one' : 'Choose…'}
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File to import"
        onChange={(event) => {
          setFile(event.target.files?.[0] ?? null);
          event.target.value = '';
        }}
      />
      <WhereFields of={into} />
    </LibraryDialog>
  );
}
