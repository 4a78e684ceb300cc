import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import type { Sequence } from '../../../contract/messages.ts';
import { PlusIcon } from '../icons.tsx';
import { DialogFrame } from './DialogFrame.tsx';
import { PlaceFields, saveAndShow } from './PlaceFields.tsx';
import { StepFields, STEP_NAMES } from './StepFields.tsx';
import {
  draftSteps,
  freshStep,
  MOST_DEPTH,
  movedStep,
  readSteps,
  STEP_KINDS,
  type StepDraft,
  type StepKind,
  withStep,
} from './steps-draft.ts';

/** The steps of a sequence, one under the other; those of a repeat are indented. */
export function SequenceDialog({ item: given }: { item: Sequence }) {
  const [item, setItem] = useState(given);
  const [drafts, setDrafts] = useState(() => draftSteps(given.steps));
  /** What is wrong is said only once something has been written. */
  const [touched, setTouched] = useState(given.id !== 'new');
  const read = readSteps(drafts);
  const change = (next: StepDraft[]) => {
    setTouched(true);
    setDrafts(next);
  };
  const wrong =
    item.name.trim() === ''
      ? 'Name is missing.'
      : drafts.length === 0
        ? 'It needs a step.'
        : read.ok
          ? null
          : read.message;
  return (
    <DialogFrame
      title={given.id === 'new' ? 'New sequence' : `Edit “${given.name}”`}
      width={760}
      content={[item, drafts]}
      wrong={wrong}
      onSave={(how) => saveAndShow({ ...item, steps: read.ok ? read.steps : [] }, given, how)}
    >
      <div className="wb-dialog-three">
        <PlaceFields item={item} onChange={(patch) => setItem({ ...item, ...patch })} />
      </div>
      <Block
        drafts={drafts}
        depth={0}
        prefix=""
        label="Steps"
        wrong={touched && !read.ok ? read : null}
        onAdd={(kind) => setDrafts([...drafts, freshStep(kind)])}
        onChange={(key, how) => change(withStep(drafts, key, how))}
        onMove={(key, by) => change(movedStep(drafts, key, by))}
      />
    </DialogFrame>
  );
}

interface BlockProps {
  drafts: readonly StepDraft[];
  depth: number;
  /** Of the numbers of its steps: `2.` in the repeat that is step 2. */
  prefix: string;
  label: string;
  wrong: { key: number; message: string } | null;
  onAdd(kind: StepKind): void;
  onChange(key: number, how: (draft: StepDraft) => StepDraft | null): void;
  onMove(key: number, by: -1 | 1): void;
}

function Block({ drafts, depth, prefix, label, wrong, onAdd, onChange, onMove }: BlockProps) {
  return (
    <div className="wb-steps" data-depth={depth}>
      <ol aria-label={label}>
        {drafts.map((draft, index) => (
          <li key={draft.key}>
            <StepFields
              draft={draft}
              number={`${prefix}${index + 1}`}
              first={index === 0}
              last={index === drafts.length - 1}
              problem={wrong?.key === draft.key ? wrong.message : null}
              onChange={(patch) => onChange(draft.key, (now) => ({ ...now, ...patch }))}
              onRemove={() => onChange(draft.key, () => null)}
              onMove={(by) => onMove(draft.key, by)}
            />
            {draft.kind === 'repeat' ? (
              <Block
                drafts={draft.steps}
                depth={depth + 1}
                prefix={`${prefix}${index + 1}.`}
                label={`Steps that step ${prefix}${index + 1} repeats`}
                wrong={wrong}
                onAdd={(kind) =>
                  onChange(draft.key, (now) => ({ ...now, steps: [...now.steps, freshStep(kind)] }))
                }
                onChange={onChange}
                onMove={onMove}
              />
            ) : null}
          </li>
        ))}
      </ol>
      <AddStep deepest={depth >= MOST_DEPTH} repeated={depth > 0} onAdd={onAdd} />
    </div>
  );
}

function AddStep({
  deepest,
  repeated,
  onAdd,
}: {
  deepest: boolean;
  repeated: boolean;
  onAdd(kind: StepKind): void;
}) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Button
        size="small"
        startIcon={<PlusIcon width={14} height={14} />}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {repeated ? 'Add a repeated step' : 'Add a step'}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {STEP_KINDS.filter((kind) => !deepest || kind !== 'repeat').map((kind) => (
          <MenuItem
            key={kind}
            onClick={() => {
              setAnchor(null);
              onAdd(kind);
            }}
          >
            {STEP_NAMES[kind]}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
