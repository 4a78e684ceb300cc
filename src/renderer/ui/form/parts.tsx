import ButtonBase from '@mui/material/ButtonBase';
import { styled } from '@mui/material/styles';
import { type ReactNode, useId, useState } from 'react';
import { ChevronDownIcon, ChevronRightIcon } from '../icons.tsx';

/** The small pieces that the forms and panes of a tool's page are made of. */

export const Section = styled('section')({
  display: 'flex',
  flexDirection: 'column',
  padding: '8px 12px 12px',
  gap: 8,
  borderBottom: '1px solid var(--wb-line)',
  '& > form': { display: 'grid', gap: 8, gridTemplateColumns: 'minmax(0, 1fr)' },
});

export const SectionHead = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  minHeight: 24,
  '& > h2, & > h3': { margin: 0, fontSize: 13, lineHeight: '20px', fontWeight: 600 },
  '& > :last-child:not(h2)': { marginLeft: 'auto' },
});

/** Fields side by side; `data-cols` says how they share the room. */
export const FieldRow = styled('div')({
  display: 'grid',
  gap: 8,
  alignItems: 'start',
  gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
  // A sentence about either field has the whole row: the parts of both fields stand in one grid.
  '&[data-cols="host"]': {
    gridTemplateColumns: 'minmax(0, 1fr) 84px',
    rowGap: 0,
    '& > [data-field], & .MuiFormControl-root': { display: 'contents' },
    '& .MuiInputLabel-root': { gridRow: 1 },
    '& .MuiInputBase-root': { gridRow: 2 },
    '& > :nth-of-type(1) :is(.MuiInputLabel-root, .MuiInputBase-root)': { gridColumn: 1 },
    '& > :nth-of-type(2) :is(.MuiInputLabel-root, .MuiInputBase-root)': { gridColumn: 2 },
    '& .MuiFormHelperText-root': { gridColumn: '1 / -1' },
  },
  '&[data-cols="three"]': { gridTemplateColumns: 'repeat(3, minmax(0, 1fr))' },
  '&[data-cols="action"]': { gridTemplateColumns: 'minmax(0, 1fr) auto' },
  '&[data-cols="action"] > button, &[data-cols="action"] > div > button': { marginTop: 18 },
});

export const Buttons = styled('div')({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 6 });

export const Hint = styled('p')({
  margin: 0,
  fontSize: 12,
  lineHeight: '16px',
  color: 'var(--wb-muted)',
  '&[data-tone="warn"]': { color: 'var(--wb-warn)' },
});

/** Said of what is bound to more than this machine; `through`: what can be reached by way of it. */
export function Exposed({ through }: { through?: string }) {
  return (
    <Hint data-tone="warn">
      Other machines on your network can reach this{through ? `, and through it ${through}` : ''}.
    </Hint>
  );
}

export const Mono = styled('span')({ fontFamily: 'var(--wb-font-mono)', fontSize: 12.5 });

/** Gives a field the name by which failures and mends find it. */
export function Named({ field, children }: { field: string; children: ReactNode }) {
  return <div data-field={field}>{children}</div>;
}

/** Fields that are seldom needed. They open by themselves when one of them is wrong. */
export function More({
  forced,
  children,
  beside,
}: {
  forced: boolean;
  children: ReactNode;
  beside?: ReactNode;
}) {
  const [chosen, setOpen] = useState(false);
  const id = useId();
  const open = chosen || forced;
  return (
    <>
      <MoreRow>
        <MoreButton aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)} type="button">
          {open ? <ChevronDownIcon width={14} height={14} /> : <ChevronRightIcon width={14} height={14} />}
          More
        </MoreButton>
        {beside}
      </MoreRow>
      <MoreFields id={id} hidden={!open}>
        {open ? children : null}
      </MoreFields>
    </>
  );
}

const MoreRow = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'space-between',
  gap: 8,
});
const MoreButton = styled(ButtonBase)({
  gap: 4,
  height: 24,
  marginLeft: -4,
  padding: '0 6px 0 0',
  borderRadius: 5,
  fontSize: 12,
  color: 'var(--wb-muted)',
  '&:hover': { color: 'var(--wb-text)' },
  '&.Mui-focusVisible': { outline: '2px solid var(--wb-focus)', outlineOffset: 1 },
});
const MoreFields = styled('div')({ display: 'grid', gap: 8, '&[hidden]': { display: 'none' } });
