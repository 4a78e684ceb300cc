import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { Listener, Session } from '../../../contract/bench.ts';
import { Splitter } from '../Splitter.tsx';
import { SessionsSection } from './SessionsSection.tsx';
import type { ToolBench } from './tool-bench.ts';

export interface ToolPageProps<S extends Session, L extends Listener> {
  of: ToolBench<S, L>;
  /** The forms above the list, each a `Section`. */
  forms: ReactNode;
  /** What will appear in the list, in a sentence. */
  nothing: string;
  /** What stands on the right while nothing is chosen. */
  empty: ReactNode;
  renderSession(session: S): ReactNode;
  renderListener?(listener: L): ReactNode;
}

/** The page of a tool: its forms and sessions on the left, what is chosen on the right. */
export function ToolPage<S extends Session, L extends Listener>({
  of,
  forms,
  nothing,
  empty,
  renderSession,
  renderListener,
}: ToolPageProps<S, L>) {
  const selected = of.use((s) => s.selected);
  const session = of.useSession(selected?.id ?? null);
  const listener = of.useListener(selected?.id ?? null);
  return (
    <Splitter
      id={`${of.tool}.page`}
      direction="horizontal"
      initial={312}
      min={[248, 480]}
      collapsible="first"
      label="Resize the forms"
    >
      <Left>
        {forms}
        <SessionsSection of={of} nothing={nothing} />
      </Left>
      {session ? renderSession(session) : listener && renderListener ? renderListener(listener) : empty}
    </Splitter>
  );
}

const Left = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  flex: '1 1 0',
  minHeight: 0,
  overflow: 'hidden auto',
  background: 'var(--wb-panel)',
});
