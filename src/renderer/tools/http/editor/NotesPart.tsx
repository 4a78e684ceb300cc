import { currentRequest, editRequest, useHttp } from '../store.ts';
import { TextArea } from './TextArea.tsx';

/** What the user notes about the request; it is kept with it and never sent. */
export function NotesPart() {
  const docs = useHttp((s) => currentRequest(s).draft.docs);
  return (
    <TextArea
      label="Notes"
      placeholder="What this request is for. It is kept with the request, and never sent."
      value={docs}
      words
      onChange={(text) => editRequest({ docs: text })}
    />
  );
}
