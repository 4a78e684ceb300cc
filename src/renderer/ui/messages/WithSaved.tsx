import { lazy, type ReactNode, Suspense } from 'react';
import './messages.css';
import { usePanelOpen } from './panel-store.ts';
import { PanelPlace } from './place.ts';

const SavedPanel = lazy(() => import('./SavedPanel.tsx'));

/** A session's panes with the saved messages beside them, and the composer under both. */
export function WithSaved({
  session,
  composer,
  children,
}: {
  session: string;
  composer: ReactNode;
  children: ReactNode;
}) {
  const open = usePanelOpen();
  return (
    <PanelPlace value={composer !== null}>
      <div className="wb-with-saved">
        <div className="wb-with-saved-main">{children}</div>
        {open && composer !== null ? (
          <Suspense fallback={<aside className="wb-saved" aria-label="Saved" />}>
            <SavedPanel session={session} />
          </Suspense>
        ) : null}
      </div>
      {composer}
    </PanelPlace>
  );
}
