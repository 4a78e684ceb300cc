import { useRef, useState } from 'react';
import type { Saved, SavedMessage } from '../../../contract/messages.ts';
import { LINE_ENDINGS, type LineEnding } from '../../../contract/payload/line-ending.ts';
import { compileMessage, type Encoding, ENCODINGS } from '../../../contract/payload/message.ts';
import { FrameAs } from '../compose/FrameAs.tsx';
import { MessageField } from '../compose/MessageField.tsx';
import { momentOf } from '../compose/moment.ts';
import { Preview } from '../compose/Preview.tsx';
import { inserted, TemplateControls } from '../compose/TemplateControls.tsx';
import { Field, SelectField } from '../Field.tsx';
import { draftOf as framingDraftOf, readFraming } from '../framing/framing-draft.ts';
import { DialogFrame } from './DialogFrame.tsx';
import type { SavedDialog } from './panel-store.ts';
import { PlaceFields, saveAndShow } from './PlaceFields.tsx';
import { SequenceDialog } from './SequenceDialog.tsx';

const options = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

/** The dialog that edits something saved, when one is open. */
export default function SavedDialogs({ dialog }: { dialog: SavedDialog }) {
  const key = `${dialog.kind} ${dialog.item.id}`;
  if (dialog.kind === 'message') return <MessageDialog key={key} item={dialog.item} />;
  if (dialog.kind === 'sequence') return <SequenceDialog key={key} item={dialog.item} />;
  return <NameDialog key={key} item={dialog.item} />;
}

function NameDialog({ item: given }: { item: Saved }) {
  const [item, setItem] = useState(given);
  const fresh = given.id === 'new';
  return (
    <DialogFrame
      title={fresh ? 'New folder' : `Rename and move “${given.name}”`}
      width={420}
      content={item}
      wrong={item.name.trim() === '' ? 'Name is missing.' : null}
      onSave={(how) => saveAndShow(item, given, how)}
    >
      <PlaceFields item={item} onChange={(patch) => setItem({ ...item, ...patch })} />
    </DialogFrame>
  );
}

function MessageDialog({ item: given }: { item: SavedMessage }) {
  const [item, setItem] = useState(given);
  const [frameAs, setFrameAs] = useState(() => framingDraftOf(given.spec.framing));
  const field = useRef<HTMLTextAreaElement>(null);
  const framing = readFraming(frameAs);
  const spec = { ...item.spec, framing: framing.ok ? framing.framing : item.spec.framing };
  const change = (patch: Partial<typeof spec>) => setItem({ ...item, spec: { ...item.spec, ...patch } });
  const message = compileMessage(spec);
  const built = message.ok ? message.build(momentOf(0)) : message;
  const problem = framing.ok ? (built.ok ? null : built.message) : framing.message;
  return (
    <DialogFrame
      title={given.id === 'new' ? 'Save the message' : `Edit “${given.name}”`}
      width={640}
      content={[item, frameAs]}
      wrong={item.name.trim() === '' ? 'Name is missing.' : problem}
      onSave={(how) => saveAndShow({ ...item, spec }, given, how)}
    >
      <div className="wb-dialog-three">
        <PlaceFields item={item} onChange={(patch) => setItem({ ...item, ...patch })} />
      </div>
      <Field
        label="For"
        value={item.target}
        placeholder="TCP 192.168.0.7:5000"
        help="A note of where it is meant to go. It is sent to the session that is shown."
        onChange={(target) => setItem({ ...item, target })}
      />
      <div className="wb-dialog-message">
        <MessageField
          text={item.spec.text}
          placeholder=""
          problem={problem}
          saidBy=""
          inputRef={field}
          onChange={(text) => change({ text })}
          onLarge={() => undefined}
          onSend={() => undefined}
          onHistory={() => undefined}
        />
        <SelectField
          label="Encoding"
          value={spec.encoding}
          options={options(ENCODINGS)}
          onChange={(name) =>
            change({ encoding: ENCODINGS.find((e): e is Encoding => e === name) ?? 'Text' })
          }
        />
        <SelectField
          label="Line ending"
          value={spec.ending}
          options={options(LINE_ENDINGS)}
          disabled={spec.encoding !== 'Text'}
          onChange={(name) =>
            change({ ending: LINE_ENDINGS.find((e): e is LineEnding => e === name) ?? 'None' })
          }
        />
      </div>
      <div className="wb-compose-options">
        <TemplateControls
          on={spec.template}
          encoding={spec.encoding}
          onChange={(template) => change({ template })}
          onInsert={(what) => change({ text: inserted(spec.text, field.current, what).text })}
        />
        <FrameAs draft={frameAs} onChange={setFrameAs} />
      </div>
      {built.ok ? <Preview built={built} encoding={spec.encoding} /> : null}
    </DialogFrame>
  );
}
