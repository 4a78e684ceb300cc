import Button from '@mui/material/Button';
import Popover from '@mui/material/Popover';
import { useId, useState } from 'react';
import { FRAMING_KINDS, FRAMING_NAMES } from '../../../contract/payload/framing.ts';
import { FramingFields } from '../framing/FramingFields.tsx';
import { type FramingDraft, isFramingKind, readFraming, shortWords } from '../framing/framing-draft.ts';
import { InlineSelect } from '../InlineSelect.tsx';

const OPTIONS = FRAMING_KINDS.map((kind) => ({
  value: kind,
  label: kind === 'raw' ? 'No frame' : FRAMING_NAMES[kind],
}));
/** Kinds with something to choose about a message that is sent. */
const HAVE_FIELDS: readonly string[] = ['delimiter', 'fixed', 'length-prefixed'];

/** What goes around a message when it is sent, and the choices of it. */
export function FrameAs({ draft, onChange }: { draft: FramingDraft; onChange(draft: FramingDraft): void }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  const read = readFraming(draft);
  return (
    <span className="wb-frame-as">
      <InlineSelect
        label="Frame as"
        value={draft.kind}
        options={OPTIONS}
        onChange={(kind) => onChange({ ...draft, kind: isFramingKind(kind) ? kind : 'raw' })}
      />
      {HAVE_FIELDS.includes(draft.kind) ? (
        <Button
          size="small"
          variant="text"
          color={read.ok ? 'primary' : 'error'}
          aria-haspopup="dialog"
          aria-label="Choices of the frame"
          title="Choices of the frame"
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          {read.ok ? shortWords(read.framing) : 'Choose…'}
        </Button>
      ) : null}
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'top', horizontal: 'left' }}
        transformOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{ paper: { role: 'dialog', 'aria-labelledby': id, className: 'wb-frame-choices' } }}
      >
        <h3 id={id}>{FRAMING_NAMES[draft.kind]}</h3>
        <FramingFields draft={draft} sending onChange={(patch) => onChange({ ...draft, ...patch })} />
      </Popover>
    </span>
  );
}
