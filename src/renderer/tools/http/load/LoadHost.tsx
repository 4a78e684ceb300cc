import { lazy, Suspense } from 'react';
import { useLoads } from './store.ts';

const LoadDialog = lazy(() => import('./LoadDialog.tsx').then((dialog) => ({ default: dialog.LoadDialog })));

/** Where the dialog of many requests lives: outside of the form of a request, which would take its keys for its own. */
export function LoadHost() {
  const open = useLoads((s) => s.dialog !== null);
  return open ? (
    <Suspense fallback={null}>
      <LoadDialog />
    </Suspense>
  ) : null;
}
