import { useMemo } from 'react';
import type { TcpSession } from '../../../contract/tools/tcp.ts';
import { getClient } from '../../bridge/connection.ts';
import { handOverFile } from '../../ui/files/lender.ts';
import type { RepeatedMessage, SessionActions } from '../../ui/session/actions.ts';

/** What the composer can do with a TCP session. */
export function useSessionActions(session: TcpSession): SessionActions {
  const { id, listener, state } = session;
  const calls = useMemo(
    () => ({
      async send(bytes: Blob, signal?: AbortSignal) {
        await getClient().tcp.send({ session: id, bytes }, { signal });
      },
      async sendFile(file: File, signal: AbortSignal) {
        const { tcp } = getClient();
        const { item, release } = await handOverFile(file);
        const cancel = () => void tcp.cancelFile({ session: id }).catch(() => undefined);
        try {
          signal.throwIfAborted();
          signal.addEventListener('abort', cancel);
          await tcp.sendFile({ session: id, item });
        } finally {
          signal.removeEventListener('abort', cancel);
          release();
        }
      },
      async cancelFile() {
        await getClient().tcp.cancelFile({ session: id });
      },
      sendToAll:
        listener === null
          ? undefined
          : async (bytes: Blob) => (await getClient().tcp.sendToAll({ listener, bytes })).clients,
      async repeat(bytes: Blob, everyMs: number, times?: number) {
        await getClient().tcp.repeat({ target: { session: id }, bytes, everyMs, times });
      },
      async repeatMessage(message: RepeatedMessage, everyMs: number, times?: number) {
        await getClient().tcp.repeat({ target: { session: id }, message, everyMs, times });
      },
      async stopRepeat() {
        await getClient().tcp.stopRepeat({ target: { session: id } });
      },
    }),
    [id, listener],
  );
  const canSend = state === 'open' || state === 'end-received';
  return {
    ...calls,
    canSend,
    whyNot: canSend ? undefined : whyNot(session),
    file: session.details.file,
    repeating: session.details.repeat,
  };
}

function whyNot(session: TcpSession): string {
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
