import { styled } from '@mui/material/styles';
import { useId } from 'react';
import type { TransferMode } from '../../../contract/tools/transfer.ts';
import { Section } from '../../ui/form/parts.tsx';
import { setMode, useTransfer } from './store.ts';
import { MODE_NAMES, MODE_SENTENCES } from './words.ts';

const MODES: readonly TransferMode[] = ['verified', 'tar', 'plain'];

/** The three ways in which files go, each with a sentence. Both ends have to go the same, so it is chosen once. */
export function ModeSection() {
  const mode = useTransfer((s) => s.mode);
  const id = useId();
  return (
    <Section>
      <Modes>
        <legend>Mode</legend>
        {MODES.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={`${id}-mode`}
              checked={mode === each}
              aria-label={MODE_NAMES[each]}
              aria-describedby={`${id}-${each}`}
              onChange={() => setMode(each)}
            />
            <b>{MODE_NAMES[each]}</b>
            <span id={`${id}-${each}`}>{MODE_SENTENCES[each]}</span>
          </label>
        ))}
      </Modes>
    </Section>
  );
}

const Modes = styled('fieldset')({
  display: 'grid',
  gap: 2,
  margin: 0,
  padding: 0,
  border: 0,
  minWidth: 0,
  '& > legend': { padding: 0, marginBottom: 4, fontSize: 13, lineHeight: '20px', fontWeight: 600 },
  '& > label': {
    display: 'grid',
    gridTemplateColumns: '16px 56px minmax(0, 1fr)',
    columnGap: 8,
    alignItems: 'start',
    padding: '2px 0',
    cursor: 'pointer',
  },
  '& input': { width: 14, height: 14, margin: '3px 0 0', accentColor: 'var(--wb-accent-fill)' },
  '& b': { fontWeight: 500, lineHeight: '20px' },
  '& span': { color: 'var(--wb-muted)', fontSize: 12, lineHeight: '16px', paddingTop: 2 },
});
