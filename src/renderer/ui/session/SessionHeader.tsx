import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { type ReactNode, useRef } from 'react';
import type { Session } from '../../../contract/bench.ts';
import type { Endpoint } from '../../../contract/session.ts';
import { isLive } from '../../../contract/states.ts';
import { useRates } from '../../bridge/rates.ts';
import {
  formatBytes,
  formatDateTime,
  formatDuration,
  formatEndpoint,
  formatExact,
  formatRate,
} from '../format.ts';
import { openExport } from '../export/export-store.ts';
import { ArrowDownIcon, ArrowUpIcon, TwoEndsIcon } from '../icons.tsx';
import { Sparkline } from '../Sparkline.tsx';
import { StateDot } from '../StateDot.tsx';
import { useKeptFocus } from '../use-kept-focus.ts';
import { useNow } from '../use-now.ts';
import { remove } from '../sessions/removal.ts';
import type { AnyToolBench } from '../sessions/tool-bench.ts';
import { movedBy, sessionState } from '../sessions/words.ts';

/** Who, state, totals, rate, and what can be done with the session. `children`: figures of the tool's own. */
export function SessionHeader({
  of,
  session,
  children,
}: {
  of: AnyToolBench;
  session: Session;
  children?: ReactNode;
}) {
  const live = isLive(session.state);
  const { word, dot } = sessionState(session);
  const { counts, local, remote } = session;
  const bytes = of.sessionBytes?.(session) ?? movedBy(session);
  return (
    <Around aria-label="Session">
      <Head>
        <Ends>
          {named(local) ? <span>{formatEndpoint(local)}</span> : null}
          {named(local) && named(remote) ? <Wire aria-hidden="true">⇄</Wire> : null}
          {named(remote) ? <span>{formatEndpoint(remote)}</span> : null}
          {named(local) || named(remote) ? null : <span>{session.title}</span>}
        </Ends>
        <HeaderItem>
          <StateDot kind={dot} />
          <span>{word}</span>
          <Age session={session} />
        </HeaderItem>
        {/* Their room is there before it is open: what stands below must not jump. */}
        {session.openedAt === null && !live ? null : (
          <>
            <HeaderItem data-figure data-direction="in" title={formatExact(bytes.in)}>
              <ArrowDownIcon width={14} height={14} />
              <span>in</span>
              <Sum>{formatBytes(bytes.in)}</Sum>
              {live ? <Speed>{counts.rateIn > 0 ? formatRate(counts.rateIn) : ''}</Speed> : null}
            </HeaderItem>
            <HeaderItem data-figure data-direction="out" title={formatExact(bytes.out)}>
              <ArrowUpIcon width={14} height={14} />
              <span>out</span>
              <Sum>{formatBytes(bytes.out)}</Sum>
              {live ? <Speed>{counts.rateOut > 0 ? formatRate(counts.rateOut) : ''}</Speed> : null}
            </HeaderItem>
          </>
        )}
        {session.queued > 0 ? (
          <HeaderItem data-figure title={`${formatExact(session.queued)} wait until the peer reads`}>
            <Rate>{formatBytes(session.queued)} waiting</Rate>
          </HeaderItem>
        ) : null}
        {children}
        {session.closeReason ? (
          <HeaderItem data-figure>
            <Rate>{session.closeReason}</Rate>
          </HeaderItem>
        ) : null}
        <Minute session={session.id} />
        <Acts of={of} session={session} />
      </Head>
    </Around>
  );
}

/** The calling end of a Unix socket has no path, and so nothing to show. */
const named = (end: Endpoint | null): end is Endpoint =>
  end !== null && (end.family !== 'unix' || end.address !== '');

function Age({ session }: { session: Session }) {
  const now = useNow(isLive(session.state));
  if (session.openedAt === null) return null;
  const end = session.closedAt ?? now;
  return (
    <Rate title={`Since ${formatDateTime(session.openedAt)}`}>{formatDuration(end - session.openedAt)}</Rate>
  );
}

function Minute({ session }: { session: string }) {
  const rates = useRates(session);
  if (rates.in.length === 0) return null;
  return (
    <HeaderItem data-figure data-picture>
      <Sparkline
        received={rates.in}
        sent={rates.out}
        width={96}
        height={20}
        label="Bytes per second, last minute"
      />
    </HeaderItem>
  );
}

function Acts({ of, session }: { of: AnyToolBench; session: Session }) {
  const { id, state } = session;
  const both = of.use((s) => s.twoEnds.has(id));
  const box = useRef<HTMLDivElement>(null);
  const acts = of.sessionActs(session);
  const kept = useKeptFocus(box, `${state} ${acts.map(({ label }) => label).join()}`);
  return (
    <Buttons data-acts ref={box} {...kept}>
      {acts.map(({ key, label, disabled, run }) => (
        <Button key={key ?? label} size="small" disabled={disabled} onClick={() => void run()}>
          {label}
        </Button>
      ))}
      <Button size="small" onClick={() => openExport({ session: id })}>
        Export…
      </Button>
      {isLive(state) ? null : (
        <Button size="small" onClick={() => remove(of, [id])}>
          Remove
        </Button>
      )}
      {session.twin ? (
        <Button
          size="small"
          aria-pressed={both}
          startIcon={<TwoEndsIcon width={14} height={14} />}
          onClick={() => of.toggle('twoEnds', id)}
        >
          Two ends
        </Button>
      ) : null}
    </Buttons>
  );
}

const Around = styled('section')({
  containerType: 'inline-size',
  flex: '0 0 auto',
  borderBottom: '1px solid var(--wb-line)',
  background: 'var(--wb-panel)',
});
/** One line where there is room for it; else the figures go under the name, and the buttons stay where they are. */
const Head = styled('div')({
  display: 'flex',
  alignItems: 'center',
  flexWrap: 'wrap',
  gap: '4px 16px',
  padding: '6px 12px',
  minHeight: 36,
  '@container (width < 1080px)': {
    '& > [data-figure]': { order: 2 },
    '&::after': { content: '""', order: 1, flex: '1 0 100%' },
  },
  // Still less: everything flows, the buttons last, and the small picture makes room for them.
  '@container (width < 700px)': {
    columnGap: 12,
    '& > [data-figure]': { order: 0 },
    '&::after': { content: 'none' },
    '& > [data-picture]': { display: 'none' },
  },
});
const Ends = styled('div')({
  display: 'flex',
  gap: 6,
  fontFamily: 'var(--wb-font-mono)',
  fontSize: 12.5,
  fontWeight: 500,
  minWidth: 0,
  overflowWrap: 'anywhere',
});
const Wire = styled('span')({ color: 'var(--wb-muted)' });
/** One figure of the header; with `data-figure` it goes under the name where there is little room. */
export const HeaderItem = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 5,
  whiteSpace: 'nowrap',
  '&[data-direction="in"]': { color: 'var(--wb-in)' },
  '&[data-direction="out"]': { color: 'var(--wb-out)' },
});
const Sum = styled('span')({ color: 'var(--wb-text)', fontWeight: 500 });
const Rate = styled('span')({ color: 'var(--wb-muted)' });
/** Its room is kept while nothing flows: what stands behind it must not jump. */
const Speed = styled('span')({
  minWidth: 64,
  color: 'var(--wb-muted)',
  '@container (width < 700px)': { display: 'none' },
});
const Buttons = styled('div')({
  display: 'flex',
  gap: 6,
  marginLeft: 'auto',
  '@container (width < 480px)': { flexWrap: 'wrap', marginLeft: 0 },
});
