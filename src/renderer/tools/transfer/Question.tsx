import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import type { TransferSession } from '../../../contract/tools/transfer.ts';
import { CheckField } from '../../ui/Field.tsx';
import { Buttons } from '../../ui/form/parts.tsx';
import { formatBytes, formatDateTime, formatExact } from '../../ui/format.ts';
import { WarningIcon } from '../../ui/icons.tsx';
import { answer } from './session-actions.ts';

const CHOICES = [
  {
    choice: 'continue',
    label: 'Continue',
    title: 'Keeps what is there if it is the beginning of the new one',
  },
  { choice: 'overwrite', label: 'Overwrite', title: 'Puts the new one in its place' },
  { choice: 'rename', label: 'Rename', title: 'Gives the new one another name' },
  { choice: 'skip', label: 'Skip', title: 'Leaves what is there as it is' },
] as const;

/** A file is in the way: both are shown, and the transfer waits for what is to be done. */
export function Question({ session }: { session: TransferSession }) {
  const [always, setAlways] = useState(false);
  const [answered, setAnswered] = useState(false);
  const id = useId();
  const { question } = session.details;
  if (!question) return null;
  const { path, incoming, existing } = question;
  const one = (what: string, file: { size: number | null; modified: number }) => (
    <>
      <dt>{what}</dt>
      <dd title={file.size === null ? undefined : formatExact(file.size)}>
        {file.size === null ? 'size not known' : formatBytes(file.size)}
      </dd>
      <dd>{formatDateTime(file.modified).slice(0, 19)}</dd>
    </>
  );
  return (
    <Box role="alertdialog" aria-labelledby={`${id}-title`} aria-describedby={`${id}-both`}>
      <WarningIcon />
      <div>
        <h3 id={`${id}-title`}>{path} is there already</h3>
        <dl id={`${id}-both`}>
          {one('It comes', incoming)}
          {one('There', existing)}
        </dl>
        <Buttons>
          {CHOICES.map(({ choice, label, title }) => (
            <Button
              key={choice}
              size="small"
              title={title}
              disabled={answered}
              onClick={() => {
                setAnswered(true);
                void answer(session.id, question.id, choice, always).finally(() => setAnswered(false));
              }}
            >
              {label}
            </Button>
          ))}
          <CheckField label="The same for all that follow" checked={always} onChange={setAlways} />
        </Buttons>
      </div>
    </Box>
  );
}

const Box = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'auto minmax(0, 1fr)',
  gap: 8,
  margin: '8px 12px',
  padding: '8px 8px 4px 10px',
  flex: '0 0 auto',
  borderRadius: 6,
  border: '1px solid color-mix(in srgb, var(--wb-warn) 40%, transparent)',
  background: 'var(--wb-warn-ground)',
  '& > svg': { color: 'var(--wb-warn)', marginTop: 1 },
  '& h3': { margin: 0, fontSize: 13, lineHeight: '20px', fontWeight: 550, overflowWrap: 'anywhere' },
  '& dl': {
    display: 'grid',
    gridTemplateColumns: 'max-content max-content max-content',
    gap: '0 16px',
    margin: '2px 0 6px',
    lineHeight: '20px',
  },
  '& dt': { color: 'var(--wb-muted)' },
  '& dd': { margin: 0 },
});
