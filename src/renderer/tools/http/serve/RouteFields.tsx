import TextField from '@mui/material/TextField';
import { Field, SelectField } from '../../../ui/Field.tsx';
import { FieldRow, Hint, Named } from '../../../ui/form/parts.tsx';
import type { RouteDraft } from './forms.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((value) => ({ value }));

/** What one route fits, and what it answers. */
export function RouteFields({
  route,
  wrong,
  onChange,
}: {
  route: RouteDraft;
  /** The field that is to blame. */
  wrong: string | null;
  onChange(patch: Partial<RouteDraft>): void;
}) {
  return (
    <>
      <FieldRow style={{ gridTemplateColumns: '112px minmax(0, 1fr) 72px' }}>
        <Field
          label="Method"
          mono
          placeholder="Any"
          suggestions={METHODS}
          value={route.method}
          invalid={wrong === 'method'}
          onChange={(method) => onChange({ method: method.toUpperCase() })}
        />
        <Named field="path">
          <Field
            label="Path"
            mono
            placeholder="/users/:id"
            value={route.path}
            invalid={wrong === 'path'}
            onChange={(path) => onChange({ path })}
          />
        </Named>
        <Field
          label="Status"
          mono
          inputMode="numeric"
          value={route.status}
          invalid={wrong === 'status'}
          onChange={(status) => onChange({ status })}
        />
      </FieldRow>
      <Hint>:id is one part of the path, *rest all that is left of it.</Hint>
      <Lines
        label="Headers"
        value={route.headers}
        rows={3}
        invalid={wrong === 'headers'}
        onChange={(headers) => onChange({ headers })}
      />
      <FieldRow data-cols="three">
        <SelectField
          label="Body"
          value={route.bodyKind}
          options={[
            { value: 'text', label: 'Text' },
            { value: 'file', label: 'File' },
            { value: 'none', label: 'None' },
          ]}
          onChange={(kind) => onChange({ bodyKind: kind as RouteDraft['bodyKind'] })}
        />
        <Field
          label="Delay, ms"
          mono
          inputMode="numeric"
          value={route.delay}
          invalid={wrong === 'delay'}
          onChange={(delay) => onChange({ delay })}
        />
        <SelectField
          label="Fault"
          value={route.fault}
          options={[
            { value: 'none', label: 'None' },
            { value: 'cut', label: 'Cut in the middle' },
            { value: 'hang', label: 'Never answers' },
            { value: 'malformed', label: 'Malformed answer' },
          ]}
          onChange={(fault) => onChange({ fault: fault as RouteDraft['fault'] })}
        />
      </FieldRow>
      {route.bodyKind === 'text' ? (
        <>
          <Lines
            label="Text"
            value={route.text}
            rows={8}
            invalid={wrong === 'text'}
            onChange={(text) => onChange({ text })}
          />
          <Hint>{'{id} stands for what the path has at :id.'}</Hint>
        </>
      ) : null}
      {route.bodyKind === 'file' ? (
        <Field
          label="File"
          mono
          placeholder="/home/me/answer.json"
          value={route.file}
          invalid={wrong === 'file'}
          onChange={(file) => onChange({ file })}
        />
      ) : null}
    </>
  );
}

function Lines({
  label,
  value,
  rows,
  invalid,
  onChange,
}: {
  label: string;
  value: string;
  rows: number;
  invalid: boolean;
  onChange(value: string): void;
}) {
  return (
    <TextField
      label={label}
      id={`wb-route-${label}`}
      multiline
      minRows={rows}
      maxRows={rows + 4}
      value={value}
      error={invalid}
      onChange={(event) => onChange(event.target.value)}
      slotProps={{
        htmlInput: {
          spellCheck: false,
          style: { fontFamily: 'var(--wb-font-mono)', fontSize: 12.5, lineHeight: '20px' },
        },
      }}
    />
  );
}
