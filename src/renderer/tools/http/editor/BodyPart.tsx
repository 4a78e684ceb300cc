import Button from '@mui/material/Button';
import type { Body } from '../../../../contract/http/request.ts';
import { InlineField } from '../../../ui/InlineField.tsx';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';
import { focusField } from '../../../ui/form/focus.ts';
import { Middle } from '../../../ui/Middle.tsx';
import { currentRequest, editRequest, useHttp } from '../store.ts';
import { PairTable } from './PairTable.tsx';
import { TextArea } from './TextArea.tsx';
import { FileBody } from './FileBody.tsx';
import { JsonBody, JsonButtons } from './JsonBody.tsx';
import { Left } from './left.ts';
import { MultipartBody } from './MultipartBody.tsx';
import { readQuery } from './pasted.ts';

const KINDS: readonly { value: Body['kind']; label: string }[] = [
  { value: 'none', label: 'None' },
  { value: 'json', label: 'JSON' },
  { value: 'form', label: 'Form' },
  { value: 'multipart', label: 'Multipart' },
  { value: 'file', label: 'File' },
  { value: 'text', label: 'Text' },
  { value: 'hex', label: 'Hex' },
];
const TYPES = [
  'text/plain; charset=utf-8',
  'text/html; charset=utf-8',
  'text/csv',
  'application/xml',
  'application/octet-stream',
];

/** What was written as another kind of body. */
const left = new Left<Body>();

/** What is sent behind the headers. */
export function BodyPart() {
  const body = useHttp((s) => currentRequest(s).draft.body);
  const key = useHttp((s) => currentRequest(s).key);
  const edit = (next: Body) => editRequest({ body: next });
  const turn = (kind: Body['kind']) => edit(left.turn(key, body, turned(body, kind)));
  return (
    <>
      <div className="wb-pane-bar">
        <InlineSelect
          label="Kind of body"
          value={body.kind}
          options={KINDS}
          onChange={(kind) => turn(kind as Body['kind'])}
        />
        {body.kind === 'text' || body.kind === 'hex' || body.kind === 'file' ? (
          <span data-field="type" className="wb-body-type">
            <InlineField
              label="Content-Type of the body"
              placeholder={body.kind === 'file' ? 'Type: as its name says' : 'Content-Type'}
              mono
              wide
              list="wb-body-types"
              value={body.type}
              onChange={(type) => edit({ ...body, type })}
              onEnter={() => undefined}
            />
            <datalist id="wb-body-types">
              {TYPES.map((type) => (
                <option key={type} value={type} />
              ))}
            </datalist>
          </span>
        ) : null}
        <span className="wb-grow" />
        {body.kind === 'json' ? (
          <JsonButtons text={body.text} onChange={(text) => edit({ ...body, text })} />
        ) : null}
      </div>
      <Editor body={body} edit={edit} turn={turn} />
    </>
  );
}

function Editor({
  body,
  edit,
  turn,
}: {
  body: Body;
  edit(next: Body): void;
  turn(kind: Body['kind']): void;
}) {
  switch (body.kind) {
    case 'none':
      return (
        <Middle>
          <p>The request has no body.</p>
          <Button
            size="small"
            onClick={() => {
              turn('json');
              focusField('http request', 'body');
            }}
          >
            Write JSON
          </Button>
        </Middle>
      );
    case 'json':
      return <JsonBody text={body.text} onChange={(text) => edit({ ...body, text })} />;
    case 'text':
      return <TextArea label="Body" value={body.text} onChange={(text) => edit({ ...body, text })} />;
    case 'hex':
      return (
        <TextArea
          label="Body"
          value={body.text}
          placeholder="Two hex digits a byte: 48 65 6c 6c 6f, 0x48, 0x65"
          onChange={(text) => edit({ ...body, text })}
        />
      );
    case 'form':
      return (
        <PairTable
          label="Form"
          one="form field"
          rows={body.fields}
          blank={{ name: '', value: '', on: true }}
          placeholders={['Add a field', 'Value']}
          readPaste={readQuery}
          onChange={(fields) => edit({ ...body, fields })}
        />
      );
    case 'multipart':
      return <MultipartBody parts={body.parts} onChange={(parts) => edit({ ...body, parts })} />;
    case 'file':
      return <FileBody file={body.file} onChange={(file) => edit({ ...body, file })} />;
  }
}

/** Another kind of body; what was written is taken along where it means the same. */
function turned(body: Body, kind: Body['kind']): Body {
  const text = 'text' in body ? body.text : '';
  const type = 'type' in body ? body.type : '';
  const fields =
    body.kind === 'form'
      ? body.fields
      : body.kind === 'multipart'
        ? body.parts.flatMap((part) => (part.kind === 'text' ? [part] : []))
        : [];
  switch (kind) {
    case 'none':
      return { kind };
    case 'json':
      return { kind, text };
    case 'text':
      return { kind, text, type: type || 'text/plain; charset=utf-8' };
    case 'hex':
      return { kind, text: body.kind === 'hex' ? text : '', type: type || 'application/octet-stream' };
    case 'form':
      return { kind, fields: fields.map(({ name, value, on }) => ({ name, value, on })) };
    case 'multipart':
      return {
        kind,
        parts: fields.map(({ name, value, on }) => ({ kind: 'text', name, value, on, type: '' })),
      };
    case 'file':
      return { kind, file: null, type: '' };
  }
}
