import Button from '@mui/material/Button';
import { useDeferredValue, useId, useMemo } from 'react';
import { Hint } from '../../../ui/form/parts.tsx';
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

export function JsonButtons({ text, onChange }: { text: string; onChange(text: string): void }) {
  return (
    <>
      <Button size="small" variant="text" onClick={() => onChange(formatBody(text))}>
        Format
      </Button>
      <Button size="small" variant="text" onClick={() => onChange(compactBody(text))}>
        On one line
      </Button>
    </>
  );
}
