import Button from '@mui/material/Button';
import { CheckField, Field, SelectField } from '../../../ui/Field.tsx';
import { FieldRow } from '../../../ui/form/parts.tsx';
import type { CookieForm } from './cookie-form.ts';

const SAME_SITE = [
  { value: '', label: 'Not said' },
  { value: 'strict', label: 'Strict' },
  { value: 'lax', label: 'Lax' },
  { value: 'none', label: 'None' },
];

/** One cookie as it is typed. */
export function CookieFields({
  form,
  isNew,
  wrong,
  onChange,
  onSave,
  onCancel,
}: {
  form: CookieForm;
  isNew: boolean;
  wrong: { field: string; why: string } | null;
  onChange(form: CookieForm): void;
  onSave(): void;
  onCancel(): void;
}) {
  const patch = (change: Partial<CookieForm>) => onChange({ ...form, ...change });
  const error = (field: keyof CookieForm) => (wrong?.field === field ? wrong.why : null);
  return (
    <form
      className="wb-cookie-form"
      aria-label={isNew ? 'New cookie' : 'Cookie'}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // The form of the request is around this one in the tree of React.
        event.stopPropagation();
        onSave();
      }}
    >
      <FieldRow>
        <Field
          label="Name"
          mono
          autoFocus={isNew}
          value={form.name}
          error={error('name')}
          onChange={(name) => patch({ name })}
        />
        <Field label="Value" mono value={form.value} onChange={(value) => patch({ value })} />
      </FieldRow>
      <FieldRow>
        <Field
          label="Domain"
          mono
          value={form.domain}
          error={error('domain')}
          onChange={(domain) => patch({ domain })}
        />
        <Field
          label="Path"
          mono
          value={form.path}
          error={error('path')}
          onChange={(path) => patch({ path })}
        />
      </FieldRow>
      <FieldRow>
        <Field
          label="Expires"
          mono
          placeholder="2026-12-31 23:59"
          value={form.expires}
          error={error('expires')}
          onChange={(expires) => patch({ expires })}
        />
        <SelectField
          label="SameSite"
          value={form.sameSite}
          options={SAME_SITE}
          onChange={(sameSite) => patch({ sameSite: sameSite as CookieForm['sameSite'] })}
        />
      </FieldRow>
      <div className="wb-cookie-checks">
        <CheckField
          label="Hosts below it too"
          checked={form.subdomains}
          onChange={(subdomains) => patch({ subdomains })}
        />
        <CheckField label="Secure" checked={form.secure} onChange={(secure) => patch({ secure })} />
        <CheckField label="HttpOnly" checked={form.httpOnly} onChange={(httpOnly) => patch({ httpOnly })} />
        <span className="wb-grow" />
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="contained">
          {isNew ? 'Add' : 'Change'}
        </Button>
      </div>
    </form>
  );
}
