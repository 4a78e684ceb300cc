import { lazy, Suspense } from 'react';
import { useExport } from './export-store.ts';

const ExportDialog = lazy(() => import('./ExportDialog.tsx').then((all) => ({ default: all.ExportDialog })));

/** The export dialog over whatever is on the screen; its code is loaded when it is first opened. */
export function ExportHost() {
  const subject = useExport((s) => s.subject);
  if (!subject) return null;
  return (
    <Suspense fallback={null}>
      <ExportDialog key={'session' in subject ? subject.session : subject.listener} subject={subject} />
    </Suspense>
  );
}
