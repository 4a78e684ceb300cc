import Button from '@mui/material/Button';
import { lazy, Suspense } from 'react';
import type { OpenRequest } from '../store.ts';
import { openLoads, useLoads } from './store.ts';
import { isRunning } from './words.ts';

const LoadDialog = lazy(() => import('./LoadDialog.tsx').then((dialog) => ({ default: dialog.LoadDialog })));

/** Sends a request many times, and shows how long each took. */
export function ManyButton({ request: { key } }: { request: OpenRequest }) {
  const open = useLoads((s) => s.dialog !== null);
  const running = useLoads(({ all }) => [...all.values()].some(isRunning));
  return (
    <>
      <Button
        type="button"
        title="Send it many times, and see how long each takes"
        onClick={() => openLoads({ kind: 'request', key })}
      >
        {running ? 'Many: running…' : 'Many…'}
      </Button>
      {open ? (
        <Suspense fallback={null}>
          <LoadDialog />
        </Suspense>
      ) : null}
    </>
  );
}
