import type { Session } from '../../../contract/bench.ts';
import type { SessionActions } from '../session/SessionBody.tsx';
export function Composer({ session, actions }: { session: Session; actions: SessionActions }) {
  return <section aria-label={session.id}>{actions.whyNot}</section>;
}
