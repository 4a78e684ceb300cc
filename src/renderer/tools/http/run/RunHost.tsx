import { lazy, Suspense } from 'react';
import { useRuns } from './store.ts';

const RunDialog = lazy(() => import('./RunDialog.tsx').then((dialog) => ({ default: dialog.RunDialog })));

/** Where the dialog of runs lives. */
export function RunHost() {
  const open = useRuns((s) => s.dialog !== null);
  return open ? (
    <Suspense fallback={null}>
      <RunDialog />
    </Suspense>
  ) : null;
}
