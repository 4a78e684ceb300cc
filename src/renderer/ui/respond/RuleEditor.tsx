import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { Field, SelectField } from '../Field.tsx';
import { CrossIcon, PlusIcon } from '../icons.tsx';
import { type AnswerDraft, type MatchKind, newAnswer, type RuleDraft } from './rules-draft.ts';

const KINDS: readonly { value: MatchKind; label: string }[] = [
  { value: 'any', label: 'Any message' },
  { value: 'exact', label: 'Is exactly' },
  { value: 'starts-with', label: 'Starts with' },
  { value: 'contains', label: 'Contains' },
  { value: 'mask', label: 'Fits a hex mask' },
  { value: 'regex', label: 'Regular expression' },
];
const TEXT_OR_HEX = [
  { value: 'text', label: 'Text' },
  { value: 'hex', label: 'Hex' },
] as const;
const ANSWERS = [
  ...TEXT_OR_HEX,
  { value: 'base64', label: 'Base64' },
  { value: 'file', label: 'File' },
] as const;

interface Props {
  rule: RuleDraft;
  /** The part that can't be read, as in `match` or `answers.0`. */
  wrong: string | null;
  onChange(patch: Partial<RuleDraft>): void;
}

/** One rule: what it matches, what it answers, what comes after. */
export function RuleEditor({ rule, wrong, onChange }: Props) {
  const answer = (index: number, patch: Partial<AnswerDraft>) =>
    onChange({ answers: rule.answers.map((one, at) => (at === index ? { ...one, ...patch } : one)) });
  return (
    <div className="wb-rules-editor" role="group" aria-label="Rule">
      <div className="wb-rules-cols" data-cols="name">
        <Field
          label="Name"
          value={rule.name}
          invalid={wrong === 'name'}
          onChange={(name) => onChange({ name })}
        />
        <Field
          label="Step"
          invalid={wrong === 'step'}
          inputMode="numeric"
          placeholder="any"
          value={rule.step}
          onChange={(step) => onChange({ step })}
        />
      </div>
      <Match rule={rule} wrong={wrong} onChange={onChange} />
      {rule.answers.map((one, index) => (
        <div className="wb-rules-cols" data-cols="answer" key={index}>
          <SelectField
            label={`Answer ${index + 1} as`}
            value={one.kind === 'file' ? 'file' : one.encoding}
            options={ANSWERS}
            onChange={(as) =>
              answer(index, as === 'file' ? { kind: 'file' } : { kind: 'bytes', encoding: as as 'text' })
            }
          />
          {one.kind === 'file' ? (
            <Field
              label={`File ${index + 1}`}
              invalid={wrong === `answers.${index}`}
              mono
              placeholder="/home/me/page.html"
              value={one.path}
              onChange={(path) => answer(index, { path })}
            />
          ) : (
            <Field
              label={`Answer ${index + 1}`}
              invalid={wrong === `answers.${index}`}
              mono
              placeholder={
                rule.kind === 'regex' ? '$1 is the first group, \\r\\n a line end' : '$& is what matched'
              }
              value={one.text}
              onChange={(text) => answer(index, { text })}
            />
          )}
          <Field
            label="Delay, ms"
            invalid={wrong === `answers.${index}.delay`}
            inputMode="numeric"
            value={one.delay}
            onChange={(delay) => answer(index, { delay })}
          />
          <IconButton
            aria-label={`Remove answer ${index + 1}`}
            onClick={() => onChange({ answers: rule.answers.filter((_, at) => at !== index) })}
          >
            <CrossIcon />
          </IconButton>
        </div>
      ))}
      <div className="wb-rules-cols" data-cols="after">
        <SelectField
          label="Then"
          value={rule.after}
          options={[
            { value: 'nothing', label: 'Keep the connection' },
            { value: 'close', label: 'Close it' },
            { value: 'reset', label: 'Reset it' },
          ]}
          onChange={(after) => onChange({ after: after as RuleDraft['after'] })}
        />
        <Button
          startIcon={<PlusIcon width={14} height={14} />}
          onClick={() => onChange({ answers: [...rule.answers, newAnswer()] })}
        >
          {rule.answers.length === 0 ? 'Add an answer' : 'Add another answer'}
        </Button>
      </div>
    </div>
  );
}

function Match({ rule, wrong, onChange }: Props) {
  const kind = (
    <SelectField
      label="Match"
      value={rule.kind}
      options={KINDS}
      onChange={(value) => onChange({ kind: value as MatchKind })}
    />
  );
  switch (rule.kind) {
    case 'any':
      return (
        <div className="wb-rules-cols" data-cols="match">
          {kind}
        </div>
      );
    case 'mask':
      return (
        <div className="wb-rules-cols" data-cols="match">
          {kind}
          <Field
            label="Mask"
            invalid={wrong === 'match'}
            mono
            placeholder="?? 0A 1? *"
            help="? is any digit, * any run of bytes; the whole message has to fit."
            value={rule.mask}
            onChange={(mask) => onChange({ mask })}
          />
        </div>
      );
    case 'regex':
      return (
        <div className="wb-rules-cols" data-cols="regex">
          {kind}
          <Field
            label="Expression"
            invalid={wrong === 'match'}
            mono
            placeholder="^GET (\S+)"
            value={rule.pattern}
            onChange={(pattern) => onChange({ pattern })}
          />
          <Field
            label="Flags"
            invalid={wrong === 'flags'}
            mono
            placeholder="i m s u v"
            value={rule.flags}
            onChange={(flags) => onChange({ flags })}
          />
          <SelectField
            label="Reads"
            value={rule.matchOn}
            options={[
              { value: 'text', label: 'UTF-8 text' },
              { value: 'bytes', label: 'Bytes (Latin-1)' },
            ]}
            onChange={(matchOn) => onChange({ matchOn: matchOn as RuleDraft['matchOn'] })}
          />
        </div>
      );
    default:
      return (
        <div className="wb-rules-cols" data-cols="literal">
          {kind}
          <SelectField
            label="Written as"
            value={rule.encoding}
            options={TEXT_OR_HEX}
            onChange={(encoding) => onChange({ encoding: encoding as RuleDraft['encoding'] })}
          />
          <Field
            label={rule.encoding === 'text' ? 'Text' : 'Hex digits'}
            invalid={wrong === 'match'}
            mono
            placeholder={rule.encoding === 'text' ? 'QUIT\\r\\n' : '51 55 49 54 0d 0a'}
            value={rule.text}
            onChange={(text) => onChange({ text })}
          />
        </div>
      );
  }
}
