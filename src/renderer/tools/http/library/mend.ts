import type { Mend } from '../../../../contract/failure.ts';
import { openDialog } from './panel-store.ts';

/** Shows the variables in which a failure says that a value is missing. */
export function mendEnvironment({ set }: Mend): void {
  const { collection, environment, name } = set;
  if (typeof collection !== 'string') return;
  openDialog({
    kind: 'environment',
    collection,
    name: environment === '' || typeof environment !== 'string' ? null : environment,
    ...(typeof name === 'string' ? { focus: name } : {}),
  });
}
