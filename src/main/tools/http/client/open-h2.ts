import { BenchError } from '../../../bench/failure.ts';
import type { Connection } from './connection.ts';
import type { HttpWire } from './wire.ts';

/** Whether HTTP/2 is offered to servers (ALPN). */
export const OFFERS_H2: boolean = false;

/** Speaks HTTP/2 on a connection that has agreed on it, or with prior knowledge. */
export function openH2(_connection: Connection, _signal: AbortSignal): Promise<HttpWire> {
  return Promise.reject(
    new BenchError({
      code: 'NO_HTTP2',
      message: 'HTTP/2 is not spoken here yet.',
      hint: 'Choose HTTP/1.1 or let the server choose.',
      field: 'version',
      mends: [{ label: 'Send with HTTP/1.1', form: 'http request', set: { version: '1.1' }, submit: true }],
    }),
  );
}
