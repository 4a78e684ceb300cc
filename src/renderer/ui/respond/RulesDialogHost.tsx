import { lazy, Suspense } from 'react';
import { create } from 'zustand';
import type { RulesDialogProps } from './RulesDialog.tsx';

const RulesDialog = lazy(() => import('./RulesDialog.tsx').then((made) => ({ default: made.RulesDialog })));

type Asked = Omit<RulesDialogProps, 'onClose'>;

const useAsked = create<{ asked: Asked | null }>(() => ({ asked: null }));

/** Opens the dialog of rules; `onUse` is told which set is to be answered by. */
export const openRules = (asked: Asked): void => useAsked.setState({ asked });

/** Where the dialog stands: above all pages, so that what is typed in it outlives whatever opened it. */
export function RulesDialogHost() {
  const asked = useAsked((s) => s.asked);
  if (!asked) return null;
  return (
    <Suspense fallback={null}>
      <RulesDialog {...asked} onClose={() => useAsked.setState({ asked: null })} />
    </Suspense>
  );
}
