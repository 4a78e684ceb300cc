import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { ExchangeDetail } from '../../src/contract/http/exchange.ts';
import type { RequestOptions } from '../../src/contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../src/contract/payload/http-request.ts';
import { type TestBench, withBench } from './bench.ts';
import { sent } from './http.ts';

/** A server that says what it is told to as soon as it was asked something, and how. */
export interface OddServer {
  port: number;
  url: string;
  /** All that it was sent, on all connections. */
  heard(): string;
  stop(): Promise<void>;
}

/** `say` gets each connection once the first bytes of a request have come. */
export async function startOdd(say: (socket: Socket) => void): Promise<OddServer> {
  const open = new Set<Socket>();
  let heard = '';
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')));
    socket.once('data', () => say(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    heard: () => heard,
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Sends the same piece for as long as somebody takes it. */
export function flood(socket: Socket, piece: string): void {
  const bytes = Buffer.from(piece);
  const go = () => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', go);
  go();
}

/** What it says, all at once, and then ends; or how it does. */
export type Say = string | Buffer | ((socket: Socket) => void);

/** Asks a server that says this, and then ends. */
export function asking(
  say: Say,
  check: (detail: ExchangeDetail, bench: TestBench) => void | Promise<void>,
  options: Partial<RequestOptions> = {},
): Promise<void> {
  return withBench(async (bench) => {
    const server = await startOdd(typeof say === 'function' ? say : (socket) => socket.end(say));
    try {
      const request = blankRequest({ url: server.url, options: { ...REQUEST_OPTIONS, ...options } });
      await check(await sent(bench, request), bench);
    } finally {
      await server.stop();
    }
  });
}

/** The head of an answer of 200. */
export const okHead = (...lines: string[]) =>
  `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
