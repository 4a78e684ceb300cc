import type { HttpSession } from '../../../../contract/tools/http.ts';
import { SessionPane } from '../../../ui/session/SessionPane.tsx';
import { httpBench } from '../bench.ts';
import { ConnectionTls, RefusedCertificate } from './Security.tsx';

/** A connection: its exact bytes both ways. */
export function ConnectionView({ session }: { session: HttpSession }) {
  return (
    <SessionPane of={httpBench} session={session} header={<ConnectionTls session={session} />}>
      <RefusedCertificate key={session.id} id={session.id} />
    </SessionPane>
  );
}
