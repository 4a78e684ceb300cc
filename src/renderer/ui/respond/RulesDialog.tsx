import Button from '@mui/material/Button';
import { useEffect, useRef } from 'react';
import { onOpen } from '../../bridge/connection.ts';
import { FailureNotice } from '../FailureNotice.tsx';
import { SelectField } from '../Field.tsx';
import { Modal } from '../Modal.tsx';
import { RuleEditor } from './RuleEditor.tsx';
import { RuleList } from './RuleList.tsx';
import { followTotals, useRules, useTotals } from './rules-store.ts';
import { SetFields } from './SetFields.tsx';
import { TryIt } from './TryIt.tsx';
import { type RulesEditing, useRulesEditing } from './use-rules-editing.ts';
import './rules.css';

export interface RulesDialogProps {
  /** The set that is in use, or null. */
  set: string | null;
  /** Answers by this set from now on. */
  onUse(set: string): void;
  onClose(): void;
}

/** Sets of rules: written, tried out, saved, exchanged as files. What isn't saved is not lost without a question. */
export function RulesDialog({ set, onUse, onClose }: RulesDialogProps) {
  const edit = useRulesEditing(set);
  const { draft } = edit;
  const problem = useRules((s) => s.problem);
  useEffect(() => {
    const stop = new AbortController();
    const gone = onOpen((client, signal) => {
      const either = AbortSignal.any([signal, stop.signal]);
      followTotals(client, either).catch((error: unknown) => {
        if (!either.aborted) console.warn('the counts of rules ended', error);
      });
    });
    return () => {
      gone();
      stop.abort();
    };
  }, []);
  // What can't be read is gone to, when it was told.
  const right = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (edit.failure?.field) right.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [edit.failure]);
  const close = () => edit.leave(onClose);
  const use = async () => {
    if (!(await edit.save())) return;
    if (draft.id !== set) onUse(draft.id);
    onClose();
  };
  return (
    <Modal title="Rules" close="Close rules" width={960} onClose={close}>
      <div className="wb-rules-body">
        <div>
          {problem ? <FailureNotice failure={problem} tone="warning" /> : null}
          <SetBar edit={edit} />
        </div>
        <div className="wb-rules-main">
          <RuleList
            set={draft.id}
            rules={draft.rules}
            chosen={edit.chosen}
            onChoose={edit.choose}
            onChange={(rules) => edit.change({ rules })}
          />
          <div className="wb-rules-right" ref={right}>
            <SetFields draft={draft} wrong={edit.failure?.field ?? null} onChange={edit.change} />
            <ChosenRule edit={edit} />
          </div>
        </div>
        <TryIt draft={draft} />
        <Foot edit={edit} onUse={() => void use()} />
      </div>
    </Modal>
  );
}

function SetBar({ edit }: { edit: RulesEditing }) {
  const sets = useRules((s) => s.sets) ?? [];
  const { draft, saved } = edit;
  const picked = useRef<HTMLInputElement>(null);
  return (
    <div className="wb-rules-bar">
      <SelectField
        label="Set"
        value={draft.id}
        options={[
          ...(saved ? [] : [{ value: draft.id, label: `${draft.name || 'New set'} (not saved)` }]),
          ...sets.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(id) => edit.leave(() => edit.open(id))}
      />
      <Button onClick={() => edit.leave(edit.create)}>New set</Button>
      <Button onClick={() => edit.leave(() => picked.current?.click())}>Import…</Button>
      <input
        ref={picked}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label="File of rules"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // The same file may be picked again once it was mended.
          event.target.value = '';
          if (file) void edit.importFile(file);
        }}
      />
      <Button disabled={!saved} onClick={() => void edit.exportSet()}>
        Export…
      </Button>
      <Button disabled={!saved} onClick={edit.askRemove}>
        Remove set
      </Button>
    </div>
  );
}

function ChosenRule({ edit }: { edit: RulesEditing }) {
  const { draft, chosen } = edit;
  const field = edit.failure?.field;
  const rule = draft.rules[chosen];
  const told = useTotals((s) => (rule ? s.totals.get(`${draft.id}/${rule.id}`) : undefined));
  if (!rule) return null;
  const notice = told?.stopped
    ? {
        code: 'RAN_AWAY',
        message: `It ran away on a message of ${told.stopped.bytes.toLocaleString('en-US')} bytes at ${told.stopped.where}, and was switched off there.`,
        hint: 'Nested repeats such as (a+)+ take endless time. Change the expression to have it tried again.',
        mends: [],
      }
    : told?.problem
      ? { code: 'RULE_PROBLEM', message: told.problem, mends: [] }
      : null;
  return (
    <>
      {notice ? <FailureNotice failure={notice} tone={told?.stopped ? 'danger' : 'warning'} /> : null}
      <RuleEditor
        key={rule.id}
        rule={rule}
        wrong={field?.startsWith(`rules.${chosen}.`) ? field.replace(/^rules\.\d+\./, '') : null}
        onChange={(patch) =>
          edit.change({ rules: draft.rules.map((one, at) => (at === chosen ? { ...one, ...patch } : one)) })
        }
      />
    </>
  );
}

function Foot({ edit, onUse }: { edit: RulesEditing; onUse(): void }) {
  const { asked, failure, note, dirty, saved, busy } = edit;
  if (asked) {
    return (
      <div className="wb-rules-foot">
        <span role="alert">{asked.question}</span>
        {asked.answers.map(({ label, run }, index) => (
          <Button
            key={label}
            autoFocus={index === 0}
            variant={index === 0 ? 'contained' : 'outlined'}
            onClick={run}
          >
            {label}
          </Button>
        ))}
      </div>
    );
  }
  return (
    <div className="wb-rules-foot">
      {failure ? (
        <div className="wb-rules-failure">
          <FailureNotice failure={failure} onDismiss={edit.dismiss} />
        </div>
      ) : (
        <span role="status">{note || (dirty ? 'Not saved yet.' : '')}</span>
      )}
      <Button disabled={busy || (saved && !dirty)} onClick={() => void edit.save()}>
        Save
      </Button>
      <Button variant="contained" disabled={busy} onClick={onUse}>
        Save and use
      </Button>
    </div>
  );
}
