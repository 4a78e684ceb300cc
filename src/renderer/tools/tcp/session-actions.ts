import { useMemo } from 'react';
import type { Session } from '../../../contract/bench.ts';
import { getClient } from '../../bridge/connection.ts';
import type { SessionActions } from '../../ui/session/SessionBody.tsx';

/** What the composer can do with a TCP session. */
export function useSessionActions(session: Session): SessionActions {
  const { id, listener, state } = session;
  const { repeat } = session.details;
  return useMemo(() => {
    const canSend = state === 'open' || state === 'end-received';
    return {
      canSend,
      whyNot: canSend ? undefined : whyNot(session),
      repeating: repeat,
      async send(bytes, signal) {
        await getClient().tcp.send({ session: id, bytes }, { signal });
      },
      sendToAll:
        listener === null
          ? undefined
          : async (bytes) => (await getClient().tcp.sendToAll({ listener, bytes })).clients,
      async repeat(bytes, everyMs, times) {
        await getClient().tcp.repeat({ target: { session: id }, bytes, everyMs, times });
      },
      async stopRepeat() {
        await getClient().tcp.stopRepeat({ target: { session: id } });
      },
    };
    // The figures of a session change many times a second; what can be done with it hangs on these alone.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [id, listener, state, repeat?.everyMs, repeat?.sent, repeat?.skipped]);
}

function whyNot(session: Session): string {
  switch (session.state) {
    case 'resolving':
    case 'connecting':
      return 'The connection is not open yet.';
    case 'end-sent':
      return 'This side has ended sending.';
    case 'failed':
      return session.openedAt === null ? 'The connection did not open.' : 'The connection broke.';
    default:
      return 'The connection is closed.';
  }
}
