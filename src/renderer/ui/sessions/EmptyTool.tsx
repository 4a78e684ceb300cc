import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { type ReactNode, useState } from 'react';
import { useBench } from '../../bridge/bench-store.ts';
import { Middle } from '../Middle.tsx';
import type { AnyToolBench } from './tool-bench.ts';

export interface EmptyToolProps {
  of: AnyToolBench;
  /** Says where to look, while there is something to choose. */
  choose: string;
  /** What the tool is for, in a sentence; a picture of it may stand before. */
  children: ReactNode;
  /** The one button that goes on. */
  label: string;
  start(): Promise<unknown>;
}

/** Nothing is chosen: a first run learns by doing, a later one is told where to look. */
export function EmptyTool({ of, choose, children, label, start }: EmptyToolProps) {
  const shape = useBench((s) => s.shape);
  const empty = shape >= 0 && of.sessions().length === 0 && of.listeners().length === 0;
  const [starting, setStarting] = useState(false);
  if (!empty) return <Middle>{choose}</Middle>;
  const onClick = () => {
    setStarting(true);
    void start().finally(() => setStarting(false));
  };
  return (
    <Middle>
      {children}
      <Button variant="contained" disabled={starting} onClick={onClick}>
        {label}
      </Button>
    </Middle>
  );
}

/** Rows as a timeline has them, so that the sentence under them has something to point at. */
export function Specimen({ rows }: { rows: readonly { direction: 'in' | 'out'; text: string }[] }) {
  return (
    <Table aria-hidden="true">
      {rows.map(({ direction, text }) => {
        const bytes = new TextEncoder().encode(text);
        return (
          <Row key={direction + text}>
            <span data-direction={direction}>{direction === 'in' ? '↓ in' : '↑ out'}</span>
            <span>{bytes.length}</span>
            <span>{text}</span>
            <i>{[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}</i>
          </Row>
        );
      })}
    </Table>
  );
}

/** What a picture of a tool stands in. */
export const SpecimenFrame = styled('div')({
  padding: '8px 14px',
  border: '1px solid var(--wb-line)',
  borderRadius: 6,
  background: 'var(--wb-panel)',
  color: 'var(--wb-text)',
  fontFamily: 'var(--wb-font-mono)',
  fontSize: 12.5,
  lineHeight: '24px',
  '& i': { fontStyle: 'normal', color: 'var(--wb-muted)' },
});
const Table = styled(SpecimenFrame)({
  display: 'grid',
  gridTemplateColumns: '52px 20px 64px auto',
  textAlign: 'left',
  '& [data-direction="in"]': { color: 'var(--wb-in)' },
  '& [data-direction="out"]': { color: 'var(--wb-out)' },
});
const Row = styled('div')({ display: 'contents' });
