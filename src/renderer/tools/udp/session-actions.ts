import { useMemo } from 'react';
import type { UdpSession } from '../../../contract/tools/udp.ts';
import { isLive } from '../../../contract/states.ts';
import { getClient } from '../../bridge/connection.ts';
import type { RepeatedMessage, SessionActions } from '../../ui/session/actions.ts';
import { tellSendFailure } from './actions.ts';
import { targetError } from './forms.ts';

/** What the composer can do with a UDP socket: each message is one datagram to `to`. */
export function useSessionActions(session: UdpSession, to: string): SessionActions {
  const { id } = session;
  const calls = useMemo(
    () => ({
      async send(bytes: Blob, signal?: AbortSignal) {
        await getClient().udp.send({ session: id, to, bytes }, { signal });
      },
      async repeat(bytes: Blob, everyMs: number, times?: number) {
        await getClient().udp.repeat({ session: id, to, bytes, everyMs, times });
      },
      async repeatMessage(message: RepeatedMessage, everyMs: number, times?: number) {
        await getClient().udp.repeat({ session: id, to, message, everyMs, times });
      },
      async stopRepeat() {
        await getClient().udp.stopRepeat({ session: id });
      },
    }),
    [id, to],
  );
  const live = isLive(session.state);
  const wrong = to.trim() === '' ? 'Send to is empty.' : targetError(to);
  return {
    ...calls,
    async send(bytes, signal) {
      try {
        await calls.send(bytes, signal);
      } catch (error) {
        tellSendFailure(session, error);
        throw error;
      }
    },
    allowsEmpty: true,
    canSend: live && wrong === null,
    whyNot: live ? (wrong ?? undefined) : 'The socket is closed.',
    repeating: session.details.repeat,
  };
}
