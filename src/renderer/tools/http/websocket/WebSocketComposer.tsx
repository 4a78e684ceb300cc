import type { HttpSession } from '../../../../contract/tools/http.ts';
import { Composer } from '../../../ui/compose/Composer.tsx';
import { useSocketActions } from './session-actions.ts';

/** What is sent next over a WebSocket. */
export function WebSocketComposer({ session }: { session: HttpSession }) {
  return <Composer id={session.id} actions={useSocketActions(session)} />;
}
