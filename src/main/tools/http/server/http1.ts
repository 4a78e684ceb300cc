import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A head can have so many bytes, and so many fields; see also {@link refusal}. */
const HEAD = 64 * 1024;
const FIELDS = 1000;
/** How long a client may take for a whole request. */
const REQUEST_MS = 3_600_000;
/** How often these are looked at. */
const LOOK_MS = 1000;

export type Upgrade = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

export interface Http1Handlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  connect(request: IncomingMessage, socket: Socket): void;
  malformed(
    error: NodeJS.ErrnoException & { rawPacket?: Buffer; bytesParsed?: number },
    socket: Socket,
  ): void;
}

/** Speaks HTTP/1.1 on sockets that it is given by {@link lend}; it never listens itself. */
export function http1(headMs: number, handlers: Http1Handlers): Server {
  const server = createServer({
    maxHeaderSize: HEAD,
    headersTimeout: headMs,
    requestTimeout: Math.max(REQUEST_MS, headMs),
    // It would wind up two timers for each request; see idle.ts.
    keepAliveTimeout: 0,
    connectionsCheckingInterval: Math.min(LOOK_MS, headMs),
    noDelay: true,
    // Node would answer it unseen; see refusal().
    requireHostHeader: false,
  });
  // Else those past the limit are passed over in silence, though they frame the message.
  server.maxHeadersCount = 0;
  server.on('request', handlers.request);
  server.on('clientError', (error: Error, socket) => handlers.malformed(error, socket as Socket));
  server.on('connect', (request, socket) => handlers.connect(request, socket as Socket));
  // Else Node answers it by 417 unseen.
  server.on('checkExpectation', handlers.request);
  // It looks for slow clients from this event on.
  server.emit('listening');
  return server;
}

/**
 * Whether clients may ask to go over to another protocol. Where they may not, their wish is passed over, as RFC 9110
 * section 7.8 has it, and they are answered as anyone is.
 */
export function takeUpgrades(server: Server, upgrade: Upgrade | null): void {
  server.removeAllListeners('upgrade');
  if (upgrade) server.on('upgrade', (request, socket, head) => upgrade(request, socket as Socket, head));
}

/** Events by which Node's reader of HTTP/1.1 hears of a socket. */
const HEARD = ['data', 'end', 'close', 'drain', 'timeout'] as const;

/** Has a socket read as HTTP/1.1, until what is answered is called: then nothing of that reader is left on it. */
export function lend(server: Server, socket: Socket): () => void {
  const before = HEARD.map((event) => socket.listeners(event));
  server.emit('connection', socket);
  const readers = HEARD.map((event, i) => socket.listeners(event).filter((one) => !before[i]?.includes(one)));
  return () => {
    for (const [i, event] of HEARD.entries())
      for (const reader of readers[i] ?? []) {
        socket.removeListener(event, reader as () => void);
        // By that it lets go of its parser, and stops to wait for a head.
        if (event === 'close') reader.call(socket);
      }
  };
}

/** Asks to go over to another protocol; looked for without the object of headers, which many answers do without. */
export function asksToGoOver({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): boolean {
  for (let i = 0; i < rawHeaders.length; i += 2)
    if (rawHeaders[i]?.length === 7 && rawHeaders[i]?.toLowerCase() === 'upgrade') return true;
  return false;
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
    } else if (name.length === 6 && name.toLowerCase() === 'expect' && httpVersion === '1.1') {
      if (rawHeaders[i + 1]?.trim().toLowerCase() !== '100-continue')
        return { status: 417, why: `Nothing here does what Expect: ${rawHeaders[i + 1]} asks for.` };
    }
  }
  if (hosts > 1) return { status: 400, why: 'It has more than one Host (RFC 9112 section 3.2).' };
  return hosts === 0 && httpVersion === '1.1'
    ? { status: 400, why: 'It has no Host (RFC 9112 section 3.2).' }
    : null;
}
