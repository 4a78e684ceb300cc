import type { HttpSession } from '../../../../contract/tools/http.ts';
import { SessionPane } from '../../../ui/session/SessionPane.tsx';
import { httpBench } from '../bench.ts';

/** A connection: its exact bytes both ways. */
export function ConnectionView({ session }: { session: HttpSession }) {
  return <SessionPane of={httpBench} session={session} />;
}
