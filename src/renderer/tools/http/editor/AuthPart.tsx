import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useId, useState } from 'react';
import type { Auth } from '../../../../contract/http/request.ts';
import { Field, SelectField } from '../../../ui/Field.tsx';
import { FieldRow, Hint, Named } from '../../../ui/form/parts.tsx';
import { currentRequest, editRequest, useHttp } from '../store.ts';
import { turnAuth } from './turn-auth.ts';

const KINDS = [
  { value: 'none', label: 'None' },
  { value: 'basic', label: 'Basic' },
  { value: 'bearer', label: 'Bearer token' },
  { value: 'digest', label: 'Digest' },
];

const SAYS: Record<Auth['kind'], string> = {
  none: 'The request says nothing of who sends it, unless a header or the URL does.',
  basic: 'Name and password go along at once. They can be read by anybody on the way unless it is https.',
  bearer: 'The token goes along at once, as Authorization: Bearer.',
  digest: 'Sent when the server asks for it: the password itself never goes over the wire.',
};

/** Who the request says it is from. What is secret stays in memory. */
export function AuthPart() {
  const auth = useHttp((s) => currentRequest(s).draft.auth);
  const key = useHttp((s) => currentRequest(s).key);
  const edit = (next: Auth) => editRequest({ auth: next });
  const turn = (kind: Auth['kind']) => edit(turnAuth(key, auth, kind));
  return (
    <div className="wb-part-form">
      <SelectField
        label="Authentication"
        value={auth.kind}
        options={KINDS}
        onChange={(kind) => turn(kind as Auth['kind'])}
      />
      {auth.kind === 'basic' || auth.kind === 'digest' ? (
        <FieldRow>
          <Named field="user">
            <Field label="User" value={auth.user} onChange={(user) => edit({ ...auth, user })} />
          </Named>
          <Secret
            field="password"
            label="Password"
            value={auth.password}
            onChange={(password) => edit({ ...auth, password })}
          />
        </FieldRow>
      ) : null}
      {auth.kind === 'bearer' ? (
        <Secret
          field="token"
          label="Token"
          value={auth.token}
          onChange={(token) => edit({ ...auth, token })}
        />
      ) : null}
      <Hint>{SAYS[auth.kind]}</Hint>
    </div>
  );
}

/** Not shown to who looks over a shoulder, unless it is a variable or the user asks. */
function Secret({
  field,
  label,
  value,
  onChange,
}: {
  field: string;
  label: string;
  value: string;
  onChange(value: string): void;
}) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const isVariable = /^\{\{[^{}]*\}\}$/.test(value);
  return (
    <FieldRow data-cols="action">
      <Named field={field}>
        <TextField
          id={id}
          type={shown || isVariable ? 'text' : 'password'}
          label={label}
          value={value}
          placeholder="{{variable}}, or as it is"
          onChange={(event) => onChange(event.target.value)}
          slotProps={{ htmlInput: { autoComplete: 'off', spellCheck: false } }}
        />
      </Named>
      <Button
        type="button"
        aria-label={`${shown ? 'Hide' : 'Show'} the ${label.toLowerCase()}`}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
      >
        {shown ? 'Hide' : 'Show'}
      </Button>
    </FieldRow>
  );
}
