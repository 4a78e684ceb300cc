import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { HttpRequest } from '../../src/contract/http/request.ts';
import type { WebSocketBrief } from '../../src/contract/http/web-socket.ts';
import { blankRequest } from '../../src/contract/payload/http-request.ts';
import { MAX_ROWS } from '../../src/contract/rows.ts';
import type { HttpSession } from '../../src/contract/tools/http.ts';
import type { TestBench } from './bench.ts';
import { within } from './wait.ts';

/** A request of a WebSocket. */
export const webSocket = (url: string, change: Partial<HttpRequest> = {}): HttpRequest =>
  blankRequest({ kind: 'websocket', url, ...change });

/** Connects one; answers with its session. */
export async function connectWs(bench: TestBench, request: HttpRequest): Promise<string> {
  const context = { collection: null, environment: null };
  return (await bench.client.webSocket.connect({ request, context })).session;
}

export type WsSession = HttpSession & { details: { webSocket: WebSocketBrief } };

/** Waits until a WebSocket is as wanted. */
export async function wsUntil(
  bench: TestBench,
  id: string,
  what: string,
  wanted: (brief: WebSocketBrief, session: WsSession) => boolean,
): Promise<WsSession> {
  const found = await bench.watch.session(id, what, (session) => {
    if (session.tool !== 'http' || !session.details.webSocket) return false;
    return wanted(session.details.webSocket, session as WsSession);
  });
  return found as WsSession;
}

/** One that is open, or was. */
export async function openWs(bench: TestBench, request: HttpRequest): Promise<string> {
  const id = await connectWs(bench, request);
  const { details } = await wsUntil(bench, id, 'open', ({ state }) => state === 'open' || state === 'over');
  const { state, close } = details.webSocket;
  if (state === 'open' || close !== null) return id;
  throw new Error(`it did not open: ${JSON.stringify((await wsOver(bench, id)).failure)}`);
}

/** Its end, with how it was closed. */
export const wsOver = (bench: TestBench, id: string): Promise<WsSession> =>
  wsUntil(
    bench,
    id,
    'over',
    ({ state }, session) => state === 'over' && ['closed', 'failed'].includes(session.state),
  );

/** What the lens tells of a session once it tells what is `wanted`: `out Text: hello`. */
export async function framesUntil(
  bench: TestBench,
  session: string,
  wanted: (texts: string[]) => boolean,
): Promise<string[]> {
  const stop = new AbortController();
  const seen: { texts: string[] } = { texts: [] };
  try {
    return await within(
      look(bench, session, wanted, seen, stop.signal),
      () => `frames; there are ${JSON.stringify(seen.texts)}`,
    );
  } finally {
    stop.abort();
  }
}

async function look(
  { client }: TestBench,
  session: string,
  wanted: (texts: string[]) => boolean,
  seen: { texts: string[] },
  signal: AbortSignal,
): Promise<string[]> {
  const lens = { framing: { kind: 'websocket' as const } };
  for await (const { total } of await client.lens.watch({ session, lens }, { signal })) {
    const texts: string[] = [];
    for (let from = 0; from < total;) {
      const page = await client.lens.rows({ session, lens, from, count: MAX_ROWS });
      if (page.rows.length === 0) break;
      from += page.rows.length;
      for (const { kind, status, text } of page.rows)
        if (status !== null) texts.push(`${kind}${status === 'ok' ? '' : ` ${status}`} ${text ?? ''}`);
    }
    seen.texts = texts;
    if (wanted(texts)) return texts;
  }
  throw new Error('the lens ended');
}

/** A frame as a server sends it, or with a mask as a client does. */
export function frame(
  opcode: number,
  payload: Uint8Array | string = '',
  { fin = true, rsv = 0, mask = null }: { fin?: boolean; rsv?: number; mask?: Buffer | null } = {},
): Buffer {
  const body = Buffer.from(payload as string);
  const wide = body.length > 0xffff ? 8 : body.length > 125 ? 2 : 0;
  const head = Buffer.alloc(2 + wide);
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  head[1] = (mask ? 0x80 : 0) | (wide === 8 ? 127 : wide === 2 ? 126 : body.length);
  if (wide === 2) head.writeUInt16BE(body.length, 2);
  if (wide === 8) head.writeBigUInt64BE(BigInt(body.length), 2);
  if (!mask) return Buffer.concat([head, body]);
  return Buffer.concat([head, mask, body.map((byte, i) => byte ^ (mask[i % 4] ?? 0))]);
}

/** The answer to a handshake, `more` as lines of its own. */
export function accepting(asked: string, more: string[] = []): string {
  const key = /^sec-websocket-key: *(\S+)/im.exec(asked)?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    ...more,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

export interface OwnServer {
  url: string;
  /** What it was sent, on all connections. */
  heard(): Buffer;
  stop(): Promise<void>;
}

/** A server that answers each handshake as it is told to; `asked` is the head of the request. */
export async function startOwn(answer: (socket: Socket, asked: string) => void): Promise<OwnServer> {
  const open = new Set<Socket>();
  const heard: Buffer[] = [];
  const server = createServer((socket) => {
    open.add(socket);
    let head = '';
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.on('data', (bytes: Buffer) => {
      heard.push(bytes);
      if (head.includes('\r\n\r\n')) return;
      head += bytes.toString('latin1');
      if (head.includes('\r\n\r\n')) answer(socket, head);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard: () => Buffer.concat(heard),
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
