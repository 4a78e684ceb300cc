import Button from '@mui/material/Button';
import { useDeferredValue, useId, useMemo } from 'react';
import { Hint } from '../../../ui/form/parts.tsx';
import { showPlace, writeBody } from './body-area.ts';
import { bodyError, compactBody, formatBody } from './json-body.ts';
import { TextArea } from './TextArea.tsx';

/** JSON as it is written, checked while it is: the first error with its line and column. */
export function JsonBody({ text, onChange }: { text: string; onChange(text: string): void }) {
  const late = useDeferredValue(text);
  const error = useMemo(() => bodyError(late), [late]);
  const id = useId();
  return (
    <>
      <TextArea
        label="Body"
        numbered
        value={text}
        placeholder='{"name": "value"}'
        mark={error?.line ?? null}
        describedBy={id}
        onChange={onChange}
      />
      <Hint id={id} className="wb-json-says" data-tone={error ? 'warn' : undefined} role="status">
        {error
          ? `Line ${error.line}, column ${error.column}: ${error.message}`
          : text.trim() === ''
            ? 'Nothing is written yet.'
            : 'This is JSON.'}
      </Hint>
    </>
  );
}

/** What is no JSON stays as it is, and the caret goes to where it breaks. */
export function JsonButtons({ text, onChange }: { text: string; onChange(text: string): void }) {
  const become = (make: (text: string) => string) => {
    const error = bodyError(text);
    if (error) return showPlace(error);
    const next = make(text);
    if (next !== text && !writeBody(next)) onChange(next);
  };
  return (
    <>
      <Button size="small" variant="text" onClick={() => become(formatBody)}>
        Format
      </Button>
      <Button size="small" variant="text" onClick={() => become(compactBody)}>
        On one line
      </Button>
    </>
  );
}
