import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Hint, Section, SectionHead } from '../../ui/form/parts.tsx';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { CrossIcon } from '../../ui/icons.tsx';
import { chooseFiles, dismissOpening, type Opening, useOpenings } from './open-files.ts';
import { OpenedFiles } from './OpenedFiles.tsx';

/** The button that opens a file, and what became of those that were opened. */
export function OpenSection() {
  const openings = useOpenings((s) => s.openings);
  return (
    <Section aria-label="Open a capture">
      <SectionHead>
        <h2>Captures</h2>
      </SectionHead>
      <OpenButton />
      <Hint>
        pcapng or pcap of any program, or a timeline in JSON Lines. A file can also be dropped on this page.
      </Hint>
      {openings.map((opening) => (
        <OpeningRow key={opening.id} opening={opening} />
      ))}
      <OpenedFiles />
    </Section>
  );
}

function OpenButton() {
  return (
    <Button variant="contained" onClick={chooseFiles}>
      Open a capture…
    </Button>
  );
}

function OpeningRow({ opening }: { opening: Opening }) {
  const { id, name, size, done, sessions, step, failure, notes } = opening;
  const dismiss = () => dismissOpening(id);
  if (failure)
    return (
      <FailureNotice failure={{ ...failure, message: `${name}: ${failure.message}` }} onDismiss={dismiss} />
    );
  const share = size > 0 ? done / size : 0;
  return (
    <Box role={step === 'open' ? 'status' : undefined}>
      <Head>
        <b title={name}>{name}</b>
        {step === 'reading' ? (
          <Button size="small" onClick={dismiss} aria-label={`Cancel opening ${name}`}>
            Cancel
          </Button>
        ) : (
          <IconButton size="small" aria-label={`Dismiss the notes on ${name}`} onClick={dismiss}>
            <CrossIcon />
          </IconButton>
        )}
      </Head>
      {step === 'reading' ? (
        <>
          <Track
            role="progressbar"
            aria-label={`Opening ${name}`}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.floor(share * 100)}
          >
            <div style={{ width: `${share * 100}%` }} />
          </Track>
          <Hint>
            {formatBytes(done)} of {formatBytes(size)}, {formatCount(sessions)}{' '}
            {sessions === 1 ? 'session' : 'sessions'}
          </Hint>
        </>
      ) : (
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Box>
  );
}

const Box = styled('div')({
  display: 'grid',
  gap: 4,
  padding: '4px 4px 8px 8px',
  border: '1px solid var(--wb-line)',
  borderRadius: 6,
  fontSize: 12,
  '& ul': { margin: 0, padding: '0 8px 0 16px', overflowWrap: 'anywhere' },
});
const Head = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'space-between',
  gap: 8,
  minWidth: 0,
  '& > b': { fontWeight: 550, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});
const Track = styled('div')({
  height: 4,
  marginRight: 4,
  borderRadius: 2,
  overflow: 'hidden',
  background: 'var(--wb-line)',
  '& > div': { height: '100%', background: 'var(--wb-accent)' },
});
