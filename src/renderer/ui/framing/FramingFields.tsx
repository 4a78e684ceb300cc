import { PREFIX_WIDTHS } from '../../../contract/payload/framing.ts';
import { Field, SelectField } from '../Field.tsx';
import { type FramingDraft, hasMost, readFraming } from './framing-draft.ts';
import './framing.css';

/** The choices of one kind of framing, without the kind itself. What can't be read is said at its field. */
export function FramingFields({
  draft,
  sending = false,
  onChange,
}: {
  draft: FramingDraft;
  /** Of messages that are sent, whose length is known. */
  sending?: boolean;
  onChange(patch: Partial<FramingDraft>): void;
}) {
  const { kind } = draft;
  const read = readFraming(draft);
  const wrong = (field: string) => (!read.ok && read.field === field ? read.message : null);
  return (
    <div className="wb-framing-fields">
      {kind === 'delimiter' ? (
        <div className="wb-framing-pair">
          <Field
            label="Delimiter"
            mono
            value={draft.delimiter}
            error={wrong('delimiter')}
            help={draft.delimiterAs === 'Text' ? 'Escapes such as \\r\\n and \\x00.' : undefined}
            onChange={(delimiter) => onChange({ delimiter })}
          />
          <SelectField
            label="Delimiter as"
            value={draft.delimiterAs}
            options={[
              { value: 'Text', label: 'Text' },
              { value: 'Hex', label: 'Hex' },
            ]}
            onChange={(as) => onChange({ delimiterAs: as === 'Hex' ? 'Hex' : 'Text' })}
          />
        </div>
      ) : null}
      {kind === 'fixed' ? (
        <Field
          label="Length"
          inputMode="numeric"
          value={draft.length}
          error={wrong('length')}
          help="Bytes of each message."
          onChange={(length) => onChange({ length })}
        />
      ) : null}
      {kind === 'length-prefixed' ? (
        <>
          <div className="wb-framing-pair">
            <SelectField
              label="Width"
              value={draft.width}
              options={PREFIX_WIDTHS.map((width) => ({
                value: String(width),
                label: width === 1 ? '1 byte' : `${width} bytes`,
              }))}
              onChange={(width) => onChange({ width })}
            />
            <SelectField
              label="Byte order"
              value={draft.endian}
              disabled={draft.width === '1'}
              options={[
                { value: 'big', label: 'Big-endian' },
                { value: 'little', label: 'Little-endian' },
              ]}
              onChange={(endian) => onChange({ endian: endian === 'little' ? 'little' : 'big' })}
            />
          </div>
          <SelectField
            label="Length counts"
            value={draft.counts}
            options={[
              { value: 'body', label: 'The body' },
              { value: 'all', label: 'The body and itself' },
            ]}
            onChange={(counts) => onChange({ counts: counts === 'all' ? 'all' : 'body' })}
          />
        </>
      ) : null}
      {hasMost(kind) && !sending ? (
        <Field
          label="Longest message"
          value={draft.most}
          error={wrong('most')}
          help="Bytes. A longer one is marked as a bad length."
          onChange={(most) => onChange({ most })}
        />
      ) : null}
    </div>
  );
}
