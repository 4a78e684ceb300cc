import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A head can have so many bytes, and so many fields; see also {@link refusal}. */
const HEAD = 64 * 1024;
const FIELDS = 1000;
/** How long a client may take for a whole request. */
const REQUEST_MS = 3_600_000;
/** How often these are looked at. */
const LOOK_MS = 1000;

export interface Http1Handlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  /** Null: clients can’t go over to another protocol. */
  upgrade: ((request: IncomingMessage, socket: Socket, head: Buffer) => void) | null;
  connect(request: IncomingMessage, socket: Socket): void;
  malformed(
    error: NodeJS.ErrnoException & { rawPacket?: Buffer; bytesParsed?: number },
    socket: Socket,
  ): void;
}

/** Speaks HTTP/1.1 on sockets that it is given by its event `connection`; it never listens itself. */
export function http1(headMs: number, handlers: Http1Handlers): Server {
  const server = createServer({
    maxHeaderSize: HEAD,
    headersTimeout: headMs,
    requestTimeout: Math.max(REQUEST_MS, headMs),
    // It would wind up two timers for each request; see idle.ts.
    keepAliveTimeout: 0,
    connectionsCheckingInterval: Math.min(LOOK_MS, headMs),
    noDelay: true,
  });
  // Else those past the limit are passed over in silence, though they frame the message.
  server.maxHeadersCount = 0;
  server.on('request', handlers.request);
  server.on('clientError', (error: Error, socket) => handlers.malformed(error, socket as Socket));
  server.on('connect', (request, socket) => handlers.connect(request, socket as Socket));
  const { upgrade } = handlers;
  if (upgrade) server.on('upgrade', (request, socket, head) => upgrade(request, socket as Socket, head));
  // It looks for slow clients from this event on.
  server.emit('listening');
  return server;
}

/** Why a request that Node lets pass is refused: it could be read in two ways, or is too large. */
export function refusal({
  rawHeaders,
  httpVersion,
}: IncomingMessage): { status: number; why: string } | null {
  if (rawHeaders.length > 2 * FIELDS)
    return { status: 431, why: `It has more than ${FIELDS.toLocaleString('en-US')} header fields.` };
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
    else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
      if (httpVersion === '1.0')
        return { status: 400, why: 'HTTP/1.0 has no Transfer-Encoding (RFC 9112 section 6.1).' };
      if (rawHeaders[i + 1]?.trim().toLowerCase() !== 'chunked')
        return { status: 501, why: `Transfer-Encoding ${rawHeaders[i + 1]} is not one this server knows.` };
    }
  }
  return hosts > 1 ? { status: 400, why: 'It has more than one Host (RFC 9112 section 3.2).' } : null;
}
