import { useRef } from 'react';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import type { XmlRpcValue } from '../../../../contract/http/request.ts';
import { Field } from '../../../ui/Field.tsx';
import { focusRow } from '../../../ui/form/focus-row.ts';
import { Hint, Named } from '../../../ui/form/parts.tsx';
import { CrossIcon, PlusIcon } from '../../../ui/icons.tsx';
import { InlineField } from '../../../ui/InlineField.tsx';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';
import { currentRequest, editRequest, useHttp } from '../store.ts';
import { addTo, EXAMPLES, type Kind, KINDS, removeAt, renameAt, type Row, rowsOf, setAt, turned } from './xml-rpc-draft.ts'; // prettier-ignore
import './xml-rpc.css';

const COMMON = ['system.listMethods', 'system.methodHelp', 'system.methodSignature'];
const BOOLEANS = ['true', 'false'];

/** The call of an XML-RPC request: its method name and its typed parameters. */
export function XmlRpcForm() {
  const { method, params } = useHttp((s) => currentRequest(s).draft.xmlRpc);
  const failed = useHttp((s) => currentRequest(s).failure?.field);
  const set = (next: XmlRpcValue[]) => editRequest({ xmlRpc: { method, params: next } });
  const acts = useRef<HTMLDivElement>(null);
  const rows = rowsOf(params);
  return (
    <>
      <div className="wb-part-form">
        <Named field="callMethod">
          <Field
            label="Method name"
            mono
            value={method}
            placeholder="system.listMethods"
            suggestions={COMMON.map((value) => ({ value }))}
            invalid={failed === 'call method'}
            onChange={(name) => editRequest({ xmlRpc: { method: name, params } })}
          />
        </Named>
      </div>
      {params.length === 0 ? null : (
        <ol className="wb-xml-rpc" aria-label="Parameters">
          {rows.map((row, at) => (
            <ParameterRow
              key={row.label}
              row={row}
              invalid={row.path.length === 1 && failed === `call parameter ${row.label}`}
              params={params}
              onChange={set}
              onRemove={() => {
                set(removeAt(params, row.path));
                focusRow(acts.current, at);
              }}
            />
          ))}
        </ol>
      )}
      <div className="wb-file-acts" ref={acts}>
        <Button
          size="small"
          startIcon={<PlusIcon width={14} height={14} />}
          onClick={() => {
            set([...params, { kind: 'string', value: '' }]);
            focusRow(acts.current, rows.length);
          }}
        >
          Add a parameter
        </Button>
        {params.length === 0 ? <Hint>The call has no parameters.</Hint> : null}
      </div>
    </>
  );
}

function ParameterRow({
  row: { path, value, name, label },
  invalid,
  params,
  onChange,
  onRemove,
}: {
  row: Row;
  invalid: boolean;
  params: readonly XmlRpcValue[];
  onChange(params: XmlRpcValue[]): void;
  onRemove(): void;
}) {
  const depth = path.length - 1;
  return (
    <li
      data-field={depth === 0 ? `callParameter${label}` : undefined}
      style={{ paddingLeft: 12 + Math.min(depth, 12) * 20 }}
    >
      <b>{label}</b>
      {name === null ? null : (
        <InlineField
          label={`Name of parameter ${label}`}
          mono
          placeholder="Name"
          value={name}
          onChange={(next) => onChange(renameAt(params, path, next))}
          onEnter={() => undefined}
        />
      )}
      <InlineSelect
        label={`Type of parameter ${label}`}
        value={value.kind}
        options={KINDS}
        onChange={(kind) => onChange(setAt(params, path, turned(value, kind as Kind)))}
      />
      {value.kind === 'boolean' ? (
        <InlineSelect
          label={`Value of parameter ${label}`}
          value={value.value}
          options={BOOLEANS.includes(value.value) ? BOOLEANS : [value.value, ...BOOLEANS]}
          onChange={(next) => onChange(setAt(params, path, { kind: 'boolean', value: next }))}
        />
      ) : 'value' in value ? (
        <InlineField
          label={`Value of parameter ${label}`}
          mono
          wide
          placeholder={EXAMPLES[value.kind] ?? 'Text'}
          value={value.value}
          invalid={invalid}
          onChange={(next) => onChange(setAt(params, path, { ...value, value: next }))}
          onEnter={() => undefined}
        />
      ) : null}
      {value.kind === 'array' || value.kind === 'struct' ? (
        <Button
          size="small"
          aria-label={`${value.kind === 'array' ? 'Add an item' : 'Add a member'} to parameter ${label}`}
          startIcon={<PlusIcon width={14} height={14} />}
          onClick={() => onChange(addTo(params, path))}
        >
          {value.kind === 'array' ? 'Add an item' : 'Add a member'}
        </Button>
      ) : null}
      <span className="wb-grow" />
      <IconButton size="small" aria-label={`Remove parameter ${label}`} title="Remove" onClick={onRemove}>
        <CrossIcon />
      </IconButton>
    </li>
  );
}
