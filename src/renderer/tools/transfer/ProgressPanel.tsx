import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { isLive } from '../../../contract/states.ts';
import type { TransferSession } from '../../../contract/tools/transfer.ts';
import { CheckField } from '../../ui/Field.tsx';
import { formatBytes, formatCount, formatDuration, formatExact, formatRate } from '../../ui/format.ts';
import { notifyWhenDone, useNotify } from './notify.ts';
import { RatePicture } from './RatePicture.tsx';
import { copyHashes, saveHashes } from './session-actions.ts';
import { showFiles } from './store.ts';
import { files as inFiles, leftOverWords, phaseWords, shareOf, summaryWords } from './words.ts';

/** How far a transfer is, as a bar and in figures; at the end what came of it. */
export function ProgressPanel({ session }: { session: TransferSession }) {
  const { details } = session;
  const over = details.outcome !== null || !isLive(session.state);
  const share = shareOf(details);
  const percent = share === null ? null : Math.floor(share * 1000) / 10;
  const words = phaseWords(session);
  return (
    <Panel aria-label="Progress">
      <Line>
        <Words data-outcome={details.outcome ?? undefined}>{words}</Words>
        <Figures>
          <Amounts session={session} />
        </Figures>
        <RatePicture session={session.id} direction={details.direction} rate={details.rate} live={!over} />
      </Line>
      <Track
        role="progressbar"
        aria-label="Transferred"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent ?? undefined}
        aria-valuetext={percent === null ? words : `${percent.toFixed(1)} %, ${words}`}
        data-paused={details.paused.here || details.paused.there || undefined}
        data-outcome={details.outcome ?? undefined}
      >
        <div style={{ width: `${percent ?? 0}%` }} />
      </Track>
      {over ? <Ended session={session} /> : <UnderWay session={session} />}
    </Panel>
  );
}

function Amounts({ session }: { session: TransferSession }) {
  const { bytes, files, rate, leftMs, outcome, phase, paused } = session.details;
  const there = files.done + files.skipped;
  const of = files.total ?? files.listed;
  const share = shareOf(session.details);
  return (
    <>
      <span>
        <b>{formatCount(there)}</b> of {inFiles(of)}
        {files.total === null && outcome === null && phase !== 'connecting' ? ' so far' : ''}
      </span>
      <span
        title={`${formatExact(bytes.moved)}${bytes.total === null ? '' : ` of ${formatExact(bytes.total)}`}`}
      >
        <b>{formatBytes(bytes.moved)}</b>
        {/* What was refused is no part of the total: at the end that would read as all. */}
        {bytes.total === null || bytes.total === 0 || outcome === 'part'
          ? ''
          : ` of ${formatBytes(bytes.total)}`}
      </span>
      {share === null ? null : <span data-share>{Math.floor(share * 100)} %</span>}
      {outcome === null ? (
        <>
          <span>{phase === 'moving' && !paused.here && !paused.there ? formatRate(rate) : ''}</span>
          <span>{leftMs === null ? '' : `${formatDuration(leftMs + 999)} left`}</span>
        </>
      ) : null}
    </>
  );
}

/** Which file is under way, what was there before, and what is not kept of it. */
function UnderWay({ session }: { session: TransferSession }) {
  const { current, bytes } = session.details;
  const notify = useNotify((s) => s.wanted);
  return (
    <Line>
      <Current title={current?.path}>
        {current ? (
          <>
            <span>{current.path}</span>
            <i>
              {formatBytes(current.moved)}
              {current.size === null ? '' : ` of ${formatBytes(current.size)}`}
            </i>
          </>
        ) : (
          <i>No file is under way.</i>
        )}
      </Current>
      {bytes.resumed > 0 ? <Quiet>{formatBytes(bytes.resumed)} were there before</Quiet> : null}
      <CheckField
        label="Tell me when it is done"
        title="A notification of the system, when this window is not looked at"
        checked={notify}
        onChange={(on) => void notifyWhenDone(on)}
      />
    </Line>
  );
}

function Ended({ session }: { session: TransferSession }) {
  const { id, details } = session;
  const { files, mode } = details;
  const bad = files.refused + files.failed;
  const parts = [
    files.skipped > 0 ? `${inFiles(files.skipped)} skipped.` : '',
    files.again > 0 ? `${formatCount(files.again)} sent again.` : '',
    leftOverWords(details),
  ].filter(Boolean);
  return (
    <Line>
      <Current>
        <span>
          {summaryWords(session)} {parts.join(' ')}
        </span>
      </Current>
      {bad > 0 ? (
        <Button size="small" onClick={() => showFiles('problems')}>
          {inFiles(bad)} refused or failed
        </Button>
      ) : null}
      {mode === 'verified' && files.done > 0 ? (
        <>
          <Button size="small" onClick={() => void copyHashes(id)}>
            Copy hashes
          </Button>
          <Button size="small" onClick={() => saveHashes(id)}>
            Save hashes…
          </Button>
        </>
      ) : null}
    </Line>
  );
}

const Panel = styled('section')({
  display: 'grid',
  gap: 4,
  flex: '0 0 auto',
  padding: '8px 12px 6px',
  borderBottom: '1px solid var(--wb-line)',
  containerType: 'inline-size',
});
const Line = styled('div')({ display: 'flex', alignItems: 'center', gap: 12, minHeight: 28, minWidth: 0 });
const Words = styled('span')({
  flex: '0 0 auto',
  minWidth: 128,
  '@container (width < 760px)': { minWidth: 64 },
  fontWeight: 600,
  '&[data-outcome="part"], &[data-outcome="cancelled"]': { color: 'var(--wb-warn)' },
  '&[data-outcome="broken"]': { color: 'var(--wb-danger)' },
});
/** Each has its room, so that nothing jumps while they count. */
const Figures = styled('div')({
  display: 'flex',
  flex: '1 1 0',
  flexWrap: 'wrap',
  gap: '0 16px',
  minWidth: 0,
  color: 'var(--wb-muted)',
  whiteSpace: 'nowrap',
  // The bar says it too.
  '@container (width < 760px)': { columnGap: 12, '& > [data-share]': { display: 'none' } },
  '& b': { fontWeight: 500, color: 'var(--wb-text)' },
});
const Current = styled('div')({
  display: 'flex',
  flex: '1 1 0',
  gap: 8,
  minWidth: 0,
  '& > span': { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '& > i': { flex: '0 0 auto', fontStyle: 'normal', color: 'var(--wb-muted)' },
});
const Quiet = styled('span')({ flex: '0 0 auto', color: 'var(--wb-muted)', fontSize: 12 });
const Track = styled('div')({
  height: 6,
  borderRadius: 3,
  overflow: 'hidden',
  background: 'var(--wb-line)',
  '& > div': { height: '100%', background: 'var(--wb-accent)' },
  '&[data-paused] > div': { background: 'var(--wb-muted)' },
  '&[data-outcome="part"] > div, &[data-outcome="cancelled"] > div': { background: 'var(--wb-warn)' },
  '&[data-outcome="broken"] > div': { background: 'var(--wb-danger)' },
});
