import IconButton from '@mui/material/IconButton';
import { LINE_ENDINGS, type LineEnding } from '../../../contract/payload/line-ending.ts';
import { type Encoding, ENCODINGS } from '../../../contract/payload/message.ts';
import { CheckField, Field, SelectField } from '../Field.tsx';
import { ArrowDownIcon, ArrowUpIcon, CrossIcon } from '../icons.tsx';
import { Unseen } from '../Unseen.ts';
import { isMessage, useLibrary } from './library.ts';
import { EXPECTED_KINDS, type ExpectedKind, type StepDraft, type StepKind } from './steps-draft.ts';

export const STEP_NAMES: Record<StepKind, string> = {
  send: 'Send',
  wait: 'Wait for',
  silence: 'Expect nothing',
  pause: 'Pause',
  repeat: 'Repeat',
};
const EXPECTED_NAMES: Record<ExpectedKind, string> = {
  text: 'Text',
  hex: 'Hex',
  regex: 'Pattern',
  any: 'Anything',
};
const options = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

export interface StepFieldsProps {
  draft: StepDraft;
  /** Its place: `2`, or `2.1` in a repeat. */
  number: string;
  first: boolean;
  last: boolean;
  problem: string | null;
  onChange(patch: Partial<StepDraft>): void;
  onRemove(): void;
  onMove(by: -1 | 1): void;
}

/** One step with the fields of its kind. */
export function StepFields({
  draft,
  number,
  first,
  last,
  problem,
  onChange,
  onRemove,
  onMove,
}: StepFieldsProps) {
  const name = STEP_NAMES[draft.kind];
  return (
    <fieldset className="wb-step" data-wrong={problem !== null || undefined}>
      <Unseen as="legend">{`Step ${number}: ${name}`}</Unseen>
      <div className="wb-step-name">
        <span className="wb-pane-note">{number}</span>
        <strong>{name}</strong>
        <span className="wb-grow" />
        <IconButton
          size="small"
          aria-label={`Move step ${number} up`}
          disabled={first}
          onClick={() => onMove(-1)}
        >
          <ArrowUpIcon width={14} height={14} />
        </IconButton>
        <IconButton
          size="small"
          aria-label={`Move step ${number} down`}
          disabled={last}
          onClick={() => onMove(1)}
        >
          <ArrowDownIcon width={14} height={14} />
        </IconButton>
        <IconButton size="small" aria-label={`Remove step ${number}`} onClick={onRemove}>
          <CrossIcon width={14} height={14} />
        </IconButton>
      </div>
      <div className="wb-step-fields" data-kind={draft.kind}>
        {draft.kind === 'send' ? <SendFields draft={draft} onChange={onChange} /> : null}
        {draft.kind === 'wait' ? <WaitFields draft={draft} onChange={onChange} /> : null}
        {draft.kind === 'silence' ? (
          <Field
            label="For, in milliseconds"
            inputMode="numeric"
            value={draft.forMs}
            onChange={(forMs) => onChange({ forMs })}
          />
        ) : null}
        {draft.kind === 'pause' ? (
          <Field
            label="Milliseconds"
            inputMode="numeric"
            value={draft.pauseMs}
            onChange={(pauseMs) => onChange({ pauseMs })}
          />
        ) : null}
        {draft.kind === 'repeat' ? (
          <Field
            label="Times"
            inputMode="numeric"
            value={draft.times}
            onChange={(times) => onChange({ times })}
          />
        ) : null}
      </div>
      {problem === null ? null : <p className="wb-run-problem">{problem}</p>}
    </fieldset>
  );
}

type KindFields = Pick<StepFieldsProps, 'draft' | 'onChange'>;

function SendFields({ draft, onChange }: KindFields) {
  const messages = useLibrary((s) => s.items).filter(isMessage);
  const { spec, saved } = draft;
  const change = (patch: Partial<typeof spec>) => onChange({ spec: { ...spec, ...patch } });
  const gone = saved !== '' && !messages.some(({ id }) => id === saved);
  return (
    <>
      <SelectField
        label="What"
        value={saved}
        options={[
          { value: '', label: 'Written here' },
          ...messages.map(({ id, name }) => ({ value: id, label: name })),
          ...(gone ? [{ value: saved, label: 'A message that is gone' }] : []),
        ]}
        onChange={(id) => onChange({ saved: id })}
      />
      {saved === '' ? (
        <>
          <Field label="Message" mono value={spec.text} onChange={(text) => change({ text })} />
          <SelectField
            label="Encoding"
            value={spec.encoding}
            options={options(ENCODINGS)}
            onChange={(chosen) =>
              change({ encoding: ENCODINGS.find((e): e is Encoding => e === chosen) ?? 'Text' })
            }
          />
          <SelectField
            label="Line ending"
            value={spec.ending}
            options={options(LINE_ENDINGS)}
            disabled={spec.encoding !== 'Text'}
            onChange={(chosen) =>
              change({ ending: LINE_ENDINGS.find((e): e is LineEnding => e === chosen) ?? 'None' })
            }
          />
          <CheckField
            className="wb-template-switch"
            label="Template"
            checked={spec.template}
            disabled={spec.encoding === 'Base64'}
            onChange={(template) => change({ template })}
          />
        </>
      ) : null}
    </>
  );
}

function WaitFields({ draft, onChange }: KindFields) {
  const { expected } = draft;
  return (
    <>
      <SelectField
        label="What"
        value={expected}
        options={EXPECTED_KINDS.map((kind) => ({ value: kind, label: EXPECTED_NAMES[kind] }))}
        onChange={(kind) =>
          onChange({ expected: EXPECTED_KINDS.find((k): k is ExpectedKind => k === kind) ?? 'text' })
        }
      />
      {expected === 'any' ? (
        <span />
      ) : (
        <Field
          label={expected === 'regex' ? 'Pattern' : 'Expected'}
          mono
          value={draft.wanted}
          placeholder={expected === 'hex' ? '06 0d 0a' : expected === 'regex' ? 'OK \\d+\\r\\n' : 'OK\\r\\n'}
          onChange={(wanted) => onChange({ wanted })}
        />
      )}
      <Field
        label="Within, in milliseconds"
        inputMode="numeric"
        value={draft.withinMs}
        onChange={(withinMs) => onChange({ withinMs })}
      />
      {expected === 'text' || expected === 'hex' ? (
        <CheckField
          className="wb-template-switch"
          label="Nothing else before it"
          checked={draft.next}
          onChange={(next) => onChange({ next })}
        />
      ) : expected === 'regex' ? (
        <CheckField
          className="wb-template-switch"
          label="Ignore case"
          checked={draft.ignoreCase}
          onChange={(ignoreCase) => onChange({ ignoreCase })}
        />
      ) : null}
    </>
  );
}
