import type { ResponderPort } from '../../net/respond/port.ts';
import type { TcpSession } from './session.ts';

/** A session as the responder of its owner sees it. */
export function answerPort(session: TcpSession): ResponderPort {
  return {
    get writable() {
      return session.writable;
    },
    write: (bytes) => session.write(bytes),
    taken: async (signal) => session.flow?.taken(signal),
    end: () => session.endAndClose(),
    reset: () => session.reset(),
    note: (kind, text) => session.capture.event(kind, text),
    resume: () => session.flow?.drained(),
  };
}
