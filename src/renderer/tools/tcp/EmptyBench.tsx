import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { useBench } from '../../bridge/bench-store.ts';
import { startEcho } from './actions.ts';
import { Middle } from '../../ui/Middle.tsx';

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
      <Specimen aria-hidden="true">
        <span data-direction="out">↑ out</span>
        <span>5</span>
        <span>hello</span>
        <i>68 65 6c 6c 6f</i>
        <span data-direction="in">↓ in</span>
        <span>5</span>
        <span>hello</span>
        <i>68 65 6c 6c 6f</i>
      </Specimen>
      <p>Both ends of a connection can stand on this bench, and every byte between them can be seen.</p>
      <Button variant="contained" disabled={starting} onClick={start}>
        Start an echo server and connect to it
      </Button>
    </Middle>
  );
}

/** What a session looks like, so that the sentence under it has something to point at. */
const Specimen = styled('div')({
  display: 'grid',
  gridTemplateColumns: '52px 20px 64px auto',
  textAlign: 'left',
  padding: '8px 14px',
  border: '1px solid var(--wb-line)',
  borderRadius: 6,
  background: 'var(--wb-panel)',
  color: 'var(--wb-text)',
  fontFamily: 'var(--wb-font-mono)',
  fontSize: 12.5,
  lineHeight: '24px',
  '& i': { fontStyle: 'normal', color: 'var(--wb-muted)' },
  '& [data-direction="in"]': { color: 'var(--wb-in)' },
  '& [data-direction="out"]': { color: 'var(--wb-out)' },
});
