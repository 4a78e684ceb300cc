import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useEffect, useRef, useState } from 'react';
import { useListener, useSession } from '../../bridge/bench-store.ts';
import { announce } from '../announce.ts';
import { Modal } from '../Modal.tsx';
import { formatBytes, formatEndpoint, formatExact } from '../format.ts';
import { ExportForm } from './ExportForm.tsx';
import { closeExport, type ExportSubject } from './export-store.ts';
import { type ExportState, runExport } from './run-export.ts';

/** Exports what was asked for: what of it, as what, how far it is, and where it went. */
export function ExportDialog({ subject }: { subject: ExportSubject }) {
  const session = useSession('session' in subject ? subject.session : null);
  const listener = useListener('listener' in subject ? subject.listener : null);
  const [state, setState] = useState<ExportState>({ step: 'form', failure: null });
  const [name, setName] = useState('');
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const title = session?.title ?? (listener ? formatEndpoint(listener.local) : null);
  const running = state.step === 'running';
  const stray = () => {
    // What runs is ended by its button only: a stray Escape would cost a long wait.
    if (!running) closeExport();
  };
  return (
    <Modal title="Export" close="Close export" onClose={closeExport} onStray={stray} width={480}>
      <Body>
        {title === null ? (
          <p>It is not on the bench any more.</p>
        ) : state.step === 'form' ? (
          <ExportForm
            subject={subject}
            title={title}
            failure={state.failure}
            onExport={(input) => {
              stop.current = new AbortController();
              setName(input.name);
              setState({ step: 'running', bytes: 0, total: 0, written: 0, waiting: true });
              void runExport(input, stop.current.signal, (next) => {
                setState(next);
                if (next.step === 'done') announce(doneText(next, input.name));
              });
            }}
          />
        ) : state.step === 'running' ? (
          <Running state={state} onCancel={() => stop.current?.abort()} />
        ) : (
          <Done state={state} name={name} />
        )}
      </Body>
    </Modal>
  );
}

type RunningState = Extract<ExportState, { step: 'running' }>;
type DoneState = Extract<ExportState, { step: 'done' }>;

function Running({ state, onCancel }: { state: RunningState; onCancel(): void }) {
  const { bytes, total, written, waiting } = state;
  const share = total > 0 ? Math.min(1, bytes / total) : 0;
  return (
    <>
      <Track
        role="progressbar"
        aria-label="Export progress"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(share * 100)}
      >
        <div style={{ width: `${share * 100}%` }} />
      </Track>
      <p>
        {waiting
          ? 'Waiting for a place to save it…'
          : `${formatBytes(bytes)} of ${formatBytes(total)} exported, ${formatBytes(written)} written`}
      </p>
      <Buttons>
        <Button autoFocus onClick={onCancel}>
          Cancel export
        </Button>
      </Buttons>
    </>
  );
}

function Done({ state, name }: { state: DoneState; name: string }) {
  return (
    <>
      <Result role="status" title={formatExact(state.written)}>
        {doneText(state, name)}
      </Result>
      <Buttons>
        <Button variant="contained" autoFocus onClick={closeExport}>
          Done
        </Button>
      </Buttons>
    </>
  );
}

function doneText({ path, written }: DoneState, name: string): string {
  return path === null
    ? `Downloaded ${name}, ${formatBytes(written)}`
    : `Saved ${formatBytes(written)} to ${path}`;
}

const Body = styled('div')({
  display: 'grid',
  gap: 12,
  padding: 16,
  overflow: 'auto',
  // What stands below a field keeps its own distance and colour.
  '& p:not(.MuiFormHelperText-root)': { margin: 0, color: 'var(--wb-muted)' },
});
const Result = styled('p')({ '&&': { color: 'var(--wb-text)' }, overflowWrap: 'anywhere' });
const Track = styled('div')({
  height: 4,
  borderRadius: 2,
  overflow: 'hidden',
  background: 'var(--wb-line)',
  '& > div': { height: '100%', background: 'var(--wb-accent)' },
});
const Buttons = styled('div')({ display: 'flex', justifyContent: 'flex-end', gap: 8 });
