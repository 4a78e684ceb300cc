import { useMemo } from 'react';
import { create } from 'zustand';
import type { HttpSession } from '../../../../contract/tools/http.ts';
import { getClient } from '../../../bridge/connection.ts';
import { draftOf } from '../../../ui/compose/draft-store.ts';
import type { RepeatedMessage, SessionActions } from '../../../ui/session/actions.ts';

/** What kind of message goes out: `auto` is text for what is typed as text, and binary for hex, Base64 and files. */
export const SEND_AS = [
  { value: 'auto', label: 'As encoded' },
  { value: 'text', label: 'Text' },
  { value: 'binary', label: 'Binary' },
] as const;
type SendAs = (typeof SEND_AS)[number]['value'];

export const useSendAs = create<{ as: SendAs }>(() => ({ as: 'auto' }));

function kindOf(session: string): 'text' | 'binary' {
  const { as } = useSendAs.getState();
  if (as !== 'auto') return as;
  const { encoding, attachment } = draftOf(session);
  return encoding === 'Text' && attachment?.kind !== 'file' ? 'text' : 'binary';
}

/** What the composer can do with a WebSocket. */
export function useSocketActions({ id, details: { webSocket } }: HttpSession): SessionActions {
  const calls = useMemo(
    () => ({
      async send(bytes: Blob, signal?: AbortSignal, part = { first: true, last: true }) {
        await getClient().webSocket.send({ session: id, as: kindOf(id), bytes, ...part }, { signal });
      },
      async repeat(bytes: Blob, everyMs: number, times?: number) {
        await getClient().webSocket.repeat({ session: id, as: kindOf(id), bytes, everyMs, times });
      },
      async repeatMessage(message: RepeatedMessage, everyMs: number, times?: number) {
        await getClient().webSocket.repeat({ session: id, as: kindOf(id), message, everyMs, times });
      },
      async stopRepeat() {
        await getClient().webSocket.stopRepeat({ session: id });
      },
    }),
    [id],
  );
  const state = webSocket?.state ?? 'over';
  const repeating = webSocket?.repeat ?? null;
  return useMemo(
    () => ({
      ...calls,
      canSend: state === 'open',
      allowsEmpty: true,
      whyNot: WHY_NOT[state],
      repeating,
    }),
    [calls, state, repeating],
  );
}

const WHY_NOT = {
  connecting: 'The server has not answered the handshake yet.',
  open: undefined,
  closing: 'The WebSocket is closing.',
  over: 'Closed. Connect again to send.',
} as const;
