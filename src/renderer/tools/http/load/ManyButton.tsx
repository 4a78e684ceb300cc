import Button from '@mui/material/Button';
import type { OpenRequest } from '../store.ts';
import { openLoads, useLoads } from './store.ts';
import { isRunning } from './words.ts';

/** Sends a request many times, and shows how long each took. */
export function ManyButton({ request: { key } }: { request: OpenRequest }) {
  const running = useLoads(({ all }) => [...all.values()].some(isRunning));
  return (
    <Button
      type="button"
      size="small"
      variant="text"
      title="Send it many times, and see how long each takes"
      onClick={() => openLoads({ kind: 'request', key })}
    >
      {running ? 'Many: running…' : 'Many…'}
    </Button>
  );
}
