import { Http2Wire } from '../h2/client.ts';
import type { Connection } from './connection.ts';
import type { HttpWire } from './wire.ts';

/** Speaks HTTP/2 on a connection that has agreed on it, or with prior knowledge. */
export const openH2 = (connection: Connection, secure: boolean): HttpWire =>
  new Http2Wire(connection, secure);
