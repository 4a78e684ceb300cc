import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { useBench } from '../../bridge/bench-store.ts';
import { startEcho } from './actions.ts';

/** Nothing is chosen: a first run learns by doing, a later one is told where to look. */
export function EmptyBench() {
  const empty = useBench((s) => s.listeners.size === 0 && s.sessions.size === 0);
  const [starting, setStarting] = useState(false);
  const start = () => {
    setStarting(true);
    void startEcho().finally(() => setStarting(false));
  };
  if (!empty) return <Middle>Choose a session or a listener to see its bytes.</Middle>;
  return (
    <Middle>
      <Picture width="220" height="56" viewBox="0 0 220 56" aria-hidden="true">
        <rect x="1" y="12" width="52" height="32" rx="5" />
        <rect x="167" y="12" width="52" height="32" rx="5" />
        <path d="M60 22h94m-6-5 6 5-6 5" data-direction="out" />
        <path d="M160 34H66m6-5-6 5 6 5" data-direction="in" />
      </Picture>
      <p>Both ends of a connection can stand on this bench, and every byte between them can be seen.</p>
      <Button variant="contained" disabled={starting} onClick={start}>
        Start an echo server and connect to it
      </Button>
    </Middle>
  );
}

const Middle = styled('div')({
  display: 'grid',
  placeContent: 'center',
  justifyItems: 'center',
  gap: 16,
  flex: '1 1 0',
  padding: 24,
  textAlign: 'center',
  color: 'var(--wb-muted)',
  '& p': { margin: 0, maxWidth: 380 },
});
const Picture = styled('svg')({
  fill: 'none',
  stroke: 'var(--wb-edge)',
  strokeWidth: 1.5,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
  '& [data-direction="in"]': { stroke: 'var(--wb-in)' },
  '& [data-direction="out"]': { stroke: 'var(--wb-out)' },
});
