import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { Listener } from '../../../contract/bench.ts';
import type { Mend } from '../../../contract/failure.ts';
import { FailureNotice } from '../FailureNotice.tsx';
import { Mono } from '../form/parts.tsx';
import { formatCount, formatDuration, formatEndpoint } from '../format.ts';
import { ActFailure } from '../session/SessionPane.tsx';
import { StateDot } from '../StateDot.tsx';
import { useNow } from '../use-now.ts';
import type { AnyToolBench } from './tool-bench.ts';
import { listenerState } from './words.ts';

export interface ListenerPaneProps {
  of: AnyToolBench;
  listener: Listener;
  /** Figures of the tool's own, `HeaderFigure`s. */
  header?: ReactNode;
  /** Why clients were refused, for the pointer. */
  refusedBecause?: string;
  /** Mends of the listener's failures, where they do something with the listener itself. It has to know them all. */
  onMend?(wanted: Mend): void;
  /** What can be seen and set, one block under the other. */
  children: ReactNode;
}

/** One listener: where, since when, how many came, what is wrong with it, and the tool's own blocks. */
export function ListenerPane({ of, listener, header, refusedBecause, onMend, children }: ListenerPaneProps) {
  const running = listener.state === 'listening';
  const now = useNow(running);
  const { word, dot } = listenerState(listener);
  return (
    <Column>
      <Head aria-label="Listener">
        <Mono>{of.listenerName?.(listener) ?? formatEndpoint(listener.local)}</Mono>
        <HeaderFigure>
          <StateDot kind={dot} /> {word}
          {running ? <Quiet>{formatDuration(now - listener.startedAt)}</Quiet> : null}
        </HeaderFigure>
        <HeaderFigure>
          <b>{formatCount(listener.open)}</b> open
        </HeaderFigure>
        <HeaderFigure>
          <b>{formatCount(listener.accepted)}</b> accepted
        </HeaderFigure>
        {listener.refused > 0 ? (
          <HeaderFigure title={refusedBecause}>
            <b>{formatCount(listener.refused)}</b> refused
          </HeaderFigure>
        ) : null}
        {header}
      </Head>
      <Body>
        {listener.failure ? <FailureNotice failure={listener.failure} onMend={onMend} /> : null}
        <ActFailure of={of} id={listener.id} onMend={onMend} />
        {children}
      </Body>
    </Column>
  );
}

export const HeaderFigure = styled('span')({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 5,
  '& b': { fontWeight: 600 },
});
const Column = styled('div')({ display: 'flex', flexDirection: 'column', flex: '1 1 0', minWidth: 0 });
const Head = styled('section')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: '4px 16px',
  minHeight: 37,
  padding: '6px 12px',
  borderBottom: '1px solid var(--wb-line)',
  background: 'var(--wb-panel)',
});
const Quiet = styled('span')({ color: 'var(--wb-muted)' });
const Body = styled('div')({
  display: 'grid',
  alignContent: 'start',
  gap: 20,
  flex: '1 1 0',
  overflow: 'auto',
  padding: '16px 20px',
  '& > *': { maxWidth: 620, width: '100%' },
  '& h2': { margin: '0 0 4px', fontSize: 13, lineHeight: '20px', fontWeight: 600 },
  '& section > p': { margin: 0 },
  '& form': { display: 'grid', gap: 4 },
});
