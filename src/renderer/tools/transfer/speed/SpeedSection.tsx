import Button from '@mui/material/Button';
import { lazy, Suspense } from 'react';
import { formatHostPort } from '../../../../contract/payload/endpoint.ts';
import { Buttons, Exposed, Hint, Section, SectionHead } from '../../../ui/form/parts.tsx';
import { stop } from './actions.ts';
import { openSpeed, useSpeed } from './store.ts';

const SpeedDialog = lazy(() =>
  import('./SpeedDialog.tsx').then((dialog) => ({ default: dialog.SpeedDialog })),
);

/** The way to the speed test, and what of it goes on while its dialog is closed. */
export function SpeedSection() {
  const open = useSpeed((s) => s.open);
  const answering = useSpeed((s) => s.answering);
  const measuring = useSpeed((s) => s.running.measure !== null);
  return (
    <Section aria-label="Speed test">
      <SectionHead>
        <h2>Speed test</h2>
        <Button size="small" onClick={openSpeed}>
          {measuring ? 'Measuring…' : 'Speed test…'}
        </Button>
      </SectionHead>
      {answering ? (
        <Buttons style={{ justifyContent: 'space-between', flexWrap: 'nowrap' }}>
          <div>
            <Hint>Answers on {formatHostPort(answering.address, answering.port)}.</Hint>
            {answering.exposed ? <Exposed /> : null}
          </div>
          <Button size="small" aria-label="Stop answering speed tests" onClick={() => stop('answer')}>
            Stop
          </Button>
        </Buttons>
      ) : (
        <Hint>How fast a connection is, and what limits it.</Hint>
      )}
      {open ? (
        <Suspense fallback={null}>
          <SpeedDialog />
        </Suspense>
      ) : null}
    </Section>
  );
}
