import Button from '@mui/material/Button';
import Popover from '@mui/material/Popover';
import { useState } from 'react';
import type { Session } from '../../../contract/bench.ts';
import {
  FRAMING_KINDS,
  LENS_NAMES,
  type LensFraming,
  NAMED_KINDS,
  type NamedKind,
} from '../../../contract/payload/framing.ts';
import {
  type FramingDraft,
  hasFields,
  isFramingKind,
  readFraming,
  shortWords,
} from '../framing/framing-draft.ts';
import { FramingFields } from '../framing/FramingFields.tsx';
import { InlineSelect } from '../InlineSelect.tsx';
import { changeView } from '../session/view-store.ts';
import { chooseLens, namedOf, useLensChoice } from './lens-store.ts';

/** How the timeline frames what went each way: reads as they came, or messages. */
export function FramingControl({ session }: { session: Session }) {
  const { draft, named = null } = useLensChoice(session);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const kinds: LensFraming['kind'][] = [
    ...new Set([named, namedOf(session)].filter((one) => one !== null)),
    ...FRAMING_KINDS,
  ];
  const choose = (next: FramingDraft, as: NamedKind | null = null) => {
    chooseLens(session, { draft: next, starts: [], named: as });
    // What was selected are rows of another list.
    changeView(session.id, { rows: null, bytes: null, followRows: true });
  };
  const read = readFraming(draft);
  return (
    <>
      <InlineSelect
        label="Framing"
        value={named ?? draft.kind}
        options={kinds.map((kind) => ({ value: kind, label: LENS_NAMES[kind] }))}
        onChange={(kind) => {
          const as = NAMED_KINDS.find((one) => one === kind);
          if (as) choose(draft, as);
          else if (isFramingKind(kind)) choose({ ...draft, kind });
        }}
      />
      {named === null && hasFields(draft.kind) ? (
        <Button
          size="small"
          aria-haspopup="dialog"
          aria-label={`Framing options: ${read.ok ? shortWords(read.framing) : 'not complete'}`}
          title="Change how messages are told apart"
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <span className="wb-lens-options">{read.ok ? shortWords(read.framing) : 'Options'}</span>
        </Button>
      ) : null}
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        transitionDuration={0}
        slotProps={{ paper: { className: 'wb-lens-paper' } }}
      >
        <OptionsForm
          draft={draft}
          onApply={(next) => {
            choose(next);
            setAnchor(null);
          }}
          onCancel={() => setAnchor(null)}
        />
      </Popover>
    </>
  );
}

function OptionsForm(props: { draft: FramingDraft; onApply(draft: FramingDraft): void; onCancel(): void }) {
  const [draft, setDraft] = useState(props.draft);
  const wrong = !readFraming(draft).ok;
  return (
    <form
      aria-label="Framing options"
      className="wb-lens-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) props.onApply(draft);
      }}
    >
      <FramingFields draft={draft} onChange={(patch) => setDraft({ ...draft, ...patch })} />
      <div className="wb-lens-buttons">
        <Button onClick={props.onCancel}>Cancel</Button>
        <Button type="submit" variant="contained" disabled={wrong}>
          Apply
        </Button>
      </div>
    </form>
  );
}
