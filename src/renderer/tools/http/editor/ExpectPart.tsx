import Checkbox from '@mui/material/Checkbox';
import IconButton from '@mui/material/IconButton';
import Button from '@mui/material/Button';
import { type ReactNode, useRef } from 'react';
import type { Expectation } from '../../../../contract/http/request.ts';
import { InlineField } from '../../../ui/InlineField.tsx';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';
import { focusRow } from '../../../ui/form/focus-row.ts';
import { Hint } from '../../../ui/form/parts.tsx';
import { CrossIcon, PlusIcon } from '../../../ui/icons.tsx';
import { currentRequest, editRequest, useHttp } from '../store.ts';

type Kind = Expectation['kind'];
type How = Extract<Expectation, { kind: 'header' }>['how'];

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: 'status', label: 'Status' },
  { value: 'header', label: 'Header' },
  { value: 'json', label: 'JSON path' },
  { value: 'body', label: 'Body text' },
  { value: 'time', label: 'Time' },
];
const HOW: readonly { value: How; label: string }[] = [
  { value: 'equals', label: 'is' },
  { value: 'contains', label: 'contains' },
  { value: 'matches', label: 'matches' },
  { value: 'exists', label: 'is there' },
];
const FIRST: Record<Kind, Expectation> = {
  status: { kind: 'status', on: true, value: '2xx' },
  header: { kind: 'header', on: true, name: 'Content-Type', how: 'contains', value: 'json' },
  json: { kind: 'json', on: true, path: '$', how: 'exists', value: '' },
  body: { kind: 'body', on: true, how: 'contains', value: '' },
  time: { kind: 'time', on: true, atMost: 1000 },
};

/** What the answer should be; each is shown green or red beside the answer. */
export function ExpectPart() {
  const all = useHttp((s) => currentRequest(s).draft.expectations);
  const set = (expectations: Expectation[]) => editRequest({ expectations });
  const acts = useRef<HTMLDivElement>(null);
  return (
    <>
      <ol className="wb-expects" aria-label="Expectations">
        {all.map((one, at) => {
          const change = (next: Expectation) => set(all.with(at, next));
          const n = at + 1;
          return (
            <li key={at} data-field={`expectation${n}`} data-off={!one.on || undefined}>
              <Checkbox
                size="small"
                checked={one.on}
                onChange={(_event, on) => change({ ...one, on })}
                slotProps={{ input: { 'aria-label': `Check expectation ${n}` } }}
              />
              <InlineSelect
                label={`Kind of expectation ${n}`}
                value={one.kind}
                options={KINDS}
                onChange={(kind) => change({ ...FIRST[kind as Kind], on: one.on })}
              />
              <Fields one={one} n={n} change={change} />
              <span className="wb-grow" />
              <IconButton
                size="small"
                aria-label={`Remove expectation ${n}`}
                title="Remove"
                onClick={() => {
                  set(all.filter((each) => each !== one));
                  focusRow(acts.current, at);
                }}
              >
                <CrossIcon />
              </IconButton>
            </li>
          );
        })}
      </ol>
      <div className="wb-file-acts" ref={acts}>
        <Button
          size="small"
          startIcon={<PlusIcon width={14} height={14} />}
          onClick={() => {
            set([...all, nextOf(all)]);
            focusRow(acts.current, all.length);
          }}
        >
          Add an expectation
        </Button>
        {all.length === 0 ? <Hint>Say what the answer should be, and see whether it is.</Hint> : null}
      </div>
    </>
  );
}

/** One of a kind that is not there yet. */
const nextOf = (all: readonly Expectation[]): Expectation =>
  FIRST[KINDS.find(({ value }) => !all.some(({ kind }) => kind === value))?.value ?? 'json'];

function Fields({
  one,
  n,
  change,
}: {
  one: Expectation;
  n: number;
  change(next: Expectation): void;
}): ReactNode {
  const text = (label: string, value: string, placeholder: string, edit: (value: string) => void) => (
    <InlineField
      label={`${label} of expectation ${n}`}
      mono
      wide
      placeholder={placeholder}
      value={value}
      onChange={edit}
      onEnter={() => undefined}
    />
  );
  const how = (value: How, edit: (how: How) => void) => (
    <InlineSelect
      label={`How expectation ${n} compares`}
      value={value}
      options={HOW}
      onChange={(next) => edit(next as How)}
    />
  );
  switch (one.kind) {
    case 'status':
      return (
        <>
          <em>is</em>
          {text('Status', one.value, '200, 2xx, 200 204', (value) => change({ ...one, value }))}
        </>
      );
    case 'header':
      return (
        <>
          {text('Name', one.name, 'Header', (name) => change({ ...one, name }))}
          {how(one.how, (next) => change({ ...one, how: next }))}
          {one.how === 'exists'
            ? null
            : text('Value', one.value, 'Value', (value) => change({ ...one, value }))}
        </>
      );
    case 'json':
      return (
        <>
          {text('Path', one.path, '$.items[0].id', (path) => change({ ...one, path }))}
          {how(one.how, (next) => change({ ...one, how: next }))}
          {one.how === 'exists'
            ? null
            : text('Value', one.value, 'JSON, or a word', (value) => change({ ...one, value }))}
        </>
      );
    case 'body':
      return (
        <>
          {how(one.how, (next) => change({ ...one, how: next }))}
          {one.how === 'exists'
            ? null
            : text('Value', one.value, 'Text', (value) => change({ ...one, value }))}
        </>
      );
    case 'time':
      return (
        <>
          <em>at most</em>
          <InlineField
            label={`Milliseconds of expectation ${n}`}
            mono
            placeholder="ms"
            value={String(one.atMost)}
            onChange={(value) => {
              if (/^\d{0,8}$/.test(value)) change({ ...one, atMost: Math.min(Number(value), 86_400_000) });
            }}
            onEnter={() => undefined}
          />
          <em>ms</em>
        </>
      );
  }
}
