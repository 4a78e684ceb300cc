import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import InputBase from '@mui/material/InputBase';
import { useEffect, useState } from 'react';
import type { Failure } from '../../../../contract/failure.ts';
import { getClient } from '../../../bridge/connection.ts';
import { toFailure } from '../../../bridge/failure.ts';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { CheckField, Field } from '../../../ui/Field.tsx';
import { CrossIcon } from '../../../ui/icons.tsx';
import { chooseContext, collectionOf, told } from './library-store.ts';
import { LibraryDialog } from './LibraryDialog.tsx';
import { closeDialog, usePanel } from './panel-store.ts';

interface Row {
  name: string;
  value: string;
  secret: boolean;
  /** There is a value in memory. */
  set: boolean;
}
/** What is kept of them. */
const kept = (name: string, rows: readonly Row[]): string =>
  JSON.stringify([name, rows.filter((row) => row.name !== '' || row.value !== '')]);
const blank = (): Row => ({ name: '', value: '', secret: false, set: false });

/** The variables of an environment, or those that all environments of a collection share. */
export function EnvironmentDialog({
  collection,
  name,
  focus,
}: {
  collection: string;
  name?: string | null;
  focus?: string;
}) {
  const isNew = name === undefined;
  const [own, setOwn] = useState(name ?? '');
  const [rows, setRows] = useState<Row[]>(isNew ? [blank()] : []);
  const [first, setFirst] = useState(kept(own, rows));
  const [was, setWas] = useState<string | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    if (name === undefined) return;
    let gone = false;
    getClient()
      .httpLibrary.environment({ collection, name })
      .then(
        ({ variables, secrets, revision }) => {
          if (gone) return;
          setWas(revision);
          const read = [
            ...variables.map((one) => ({ ...one, secret: false, set: false })),
            ...secrets.map((one) => ({ name: one.name, value: '', secret: true, set: one.set })),
            blank(),
          ];
          setRows(read);
          setFirst(kept(name ?? '', read));
        },
        (error: unknown) => !gone && setFailure(toFailure(error)),
      );
    return () => {
      gone = true;
    };
  }, [collection, name]);
  const change = (at: number, patch: Partial<Row>) =>
    setRows((all) => {
      const next = all.map((one, index) => (index === at ? { ...one, ...patch } : one));
      return next.at(-1)?.name === '' ? next : [...next, blank()];
    });
  const title = isNew ? 'New environment' : name === null ? 'Shared variables' : `Variables of ${name}`;
  return (
    <LibraryDialog
      title={title}
      submit="Save"
      width={640}
      unsaved={kept(own, rows) !== first}
      disabled={(isNew && own.trim() === '') || (!isNew && was === undefined)}
      onSubmit={async () => {
        const named = rows.filter((one) => one.name.trim() !== '');
        const wanted = isNew ? own.trim() : name;
        await getClient().httpLibrary.saveEnvironment({
          collection,
          name: wanted,
          environment: {
            variables: named
              .filter((one) => !one.secret)
              .map((one) => ({ name: one.name, value: one.value })),
            secrets: named.filter((one) => one.secret).map((one) => ({ name: one.name, set: one.set })),
          },
          values: Object.fromEntries(
            named.filter((one) => one.secret && one.value !== '').map((one) => [one.name.trim(), one.value]),
          ),
          ...(was === undefined ? {} : { was }),
        });
        if (isNew) chooseContext(collection, wanted);
      }}
      foot={
        isNew || name === null ? null : (
          <Button
            type="button"
            onClick={() =>
              void told(async (library) => {
                const { undo } = await library.removeEnvironment({ collection, name });
                chooseContext(collection, null);
                usePanel.setState({ undo: { id: undo, text: `Removed ${name}` } });
                closeDialog();
              })
            }
          >
            Remove the environment
          </Button>
        )
      }
    >
      <p>
        {name === null
          ? `All environments of ${collectionOf(collection)?.name ?? collection} have these.`
          : 'These come before the variables that all environments share.'}{' '}
        {'Write {{name}} anywhere in a request. Secrets are kept in memory only; the file has their names.'}
      </p>
      {isNew ? <Field label="Name" value={own} autoFocus onChange={setOwn} /> : null}
      {failure ? <FailureNotice failure={failure} /> : null}
      <div className="wb-variables" role="group" aria-label="Variables">
        <span className="wb-variables-head">Variable</span>
        <span className="wb-variables-head">Value</span>
        <span />
        <span />
        {rows.map((row, at) => (
          <Variable
            key={at}
            row={row}
            at={at}
            focus={focus !== undefined && row.name === focus}
            onChange={(patch) => change(at, patch)}
            onRemove={() => setRows((all) => all.filter((_one, index) => index !== at))}
          />
        ))}
      </div>
    </LibraryDialog>
  );
}

function Variable({
  row,
  at,
  focus,
  onChange,
  onRemove,
}: {
  row: Row;
  at: number;
  focus: boolean;
  onChange(patch: Partial<Row>): void;
  onRemove(): void;
}) {
  const called = row.name === '' ? `variable ${at + 1}` : row.name;
  return (
    <>
      <InputBase
        className="wb-inline wb-inline-mono"
        value={row.name}
        inputProps={{ 'aria-label': `Name of variable ${at + 1}`, spellCheck: false, autoComplete: 'off' }}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <InputBase
        className="wb-inline wb-inline-mono"
        value={row.value}
        type={row.secret ? 'password' : 'text'}
        placeholder={row.secret ? (row.set ? 'has a value' : 'has no value yet') : ''}
        autoFocus={focus}
        inputProps={{ 'aria-label': `Value of ${called}`, spellCheck: false, autoComplete: 'off' }}
        onChange={(event) => onChange({ value: event.target.value })}
      />
      <CheckField label="Secret" checked={row.secret} onChange={(secret) => onChange({ secret })} />
      <IconButton size="small" aria-label={`Remove ${called}`} onClick={onRemove}>
        <CrossIcon width={14} height={14} />
      </IconButton>
    </>
  );
}
