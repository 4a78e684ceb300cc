import { Field } from '../../../ui/Field.tsx';
import { Named } from '../../../ui/form/parts.tsx';
import { currentRequest, editRequest, useHttp } from '../store.ts';

/** Where to: a whole URL, or `:3000/path`, or a name alone. */
export function UrlField() {
  const url = useHttp((s) => currentRequest(s).draft.url);
  const failure = useHttp((s) => currentRequest(s).failure);
  return (
    <Named field="url">
      <Field
        label="URL"
        mono
        placeholder=":3000/path, localhost, https://…"
        value={url}
        invalid={failure?.field === 'url'}
        onChange={(text) => editRequest({ url: text })}
      />
    </Named>
  );
}
