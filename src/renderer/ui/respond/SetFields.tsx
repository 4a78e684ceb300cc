import { FRAMING_KINDS, FRAMING_NAMES } from '../../../contract/payload/framing.ts';
import { CheckField, Field, SelectField } from '../Field.tsx';
import { More } from '../form/parts.tsx';
import { isFramingKind } from '../framing/framing-draft.ts';
import { FramingFields } from '../framing/FramingFields.tsx';
import type { Encoding, SetDraft } from './rules-draft.ts';

/** What holds for a whole set: its name, what a message is, and what is said where no rule matches. */
export function SetFields({
  draft,
  wrong,
  onChange,
}: {
  draft: SetDraft;
  /** What can’t be read: `name`, `framing` or `otherwise`. */
  wrong: string | null;
  onChange(patch: Partial<SetDraft>): void;
}) {
  const { framing, otherwise } = draft;
  const framed = framing.kind !== 'raw';
  return (
    <div className="wb-rules-set" role="group" aria-label="Set">
      <div className="wb-rules-cols" data-cols="set">
        <Field
          label="Name of the set"
          value={draft.name}
          invalid={wrong === 'name'}
          onChange={(name) => onChange({ name })}
        />
        <SelectField
          label="A message is"
          value={framing.kind}
          options={FRAMING_KINDS.map((kind) => ({
            value: kind,
            label: kind === 'raw' ? 'Each read' : FRAMING_NAMES[kind],
          }))}
          onChange={(kind) => isFramingKind(kind) && onChange({ framing: { ...framing, kind } })}
        />
      </div>
      <More
        forced={
          (framed && framing.kind !== 'lines' && framing.kind !== 'varint') ||
          wrong === 'framing' ||
          wrong === 'otherwise'
        }
      >
        {framed ? (
          <>
            <FramingFields
              draft={framing}
              onChange={(patch) => onChange({ framing: { ...framing, ...patch } })}
            />
            <CheckField
              label="Frame the answers the same way"
              checked={draft.frameAnswers}
              onChange={(frameAnswers) => onChange({ frameAnswers })}
            />
          </>
        ) : null}
        <div className="wb-rules-cols" data-cols="otherwise">
          <SelectField
            label="After the last step"
            value={draft.afterSteps}
            options={[
              { value: 'stay', label: 'Stay at it' },
              { value: 'wrap', label: 'Begin again' },
              { value: 'silent', label: 'Be silent' },
            ]}
            onChange={(afterSteps) => onChange({ afterSteps: afterSteps as SetDraft['afterSteps'] })}
          />
          <SelectField
            label="No rule matched, as"
            value={otherwise.encoding}
            options={[
              { value: 'text', label: 'Text' },
              { value: 'hex', label: 'Hex' },
              { value: 'base64', label: 'Base64' },
            ]}
            onChange={(encoding) => onChange({ otherwise: { ...otherwise, encoding: encoding as Encoding } })}
          />
          <Field
            label="Answer where no rule matched"
            invalid={wrong === 'otherwise'}
            mono
            placeholder="Nothing"
            value={otherwise.text}
            onChange={(text) => onChange({ otherwise: { ...otherwise, text } })}
          />
        </div>
      </More>
    </div>
  );
}
