import { lookup } from 'node:dns/promises';
import { connect as netConnect, isIP, type NetConnectOpts, type Socket } from 'node:net';

export interface ConnectOptions {
  host: string;
  port: number;
  path?: string | undefined;
  localAddress?: string | undefined;
  localPort?: number | undefined;
  timeoutMs: number;
  family: 'any' | 'IPv4' | 'IPv6';
  noDelay: boolean;
}

/** What the timeline is told on the way. */
export interface ConnectNotes {
  resolved(text: string): void;
  tried(text: string): void;
}

const FAMILIES = { any: 0, IPv4: 4, IPv6: 6 } as const;

/**
 * Resolves the name and tries its addresses one after the other, each with its share of the time that is left, until
 * one answers. Rejects with the last address's error, with code `TIMED_OUT` when the time is up, or with the signal's
 * reason; then nothing stays open.
 */
export async function openSocket(
  options: ConnectOptions,
  notes: ConnectNotes,
  signal: AbortSignal,
): Promise<Socket> {
  const deadline = performance.now() + options.timeoutMs;
  const left = () => Math.max(1, deadline - performance.now());
  if (options.path !== undefined) {
    return attempt({ path: options.path }, left(), signal);
  }
  const addresses = await within(resolve(options, notes), left(), signal);
  let last: unknown = timedOut();
  for (const [i, { address }] of addresses.entries()) {
    const to = {
      host: address,
      port: options.port,
      noDelay: options.noDelay,
      ...(options.localAddress && { localAddress: options.localAddress }),
      ...(options.localPort && { localPort: options.localPort }),
    };
    if (addresses.length > 1) notes.tried(`Trying ${address} port ${options.port}.`);
    try {
      return await attempt(to, left() / (addresses.length - i), signal);
    } catch (error) {
      signal.throwIfAborted();
      last = error;
      if (i < addresses.length - 1)
        notes.tried(`${address} failed: ${codeText(error)}. The next address is tried.`);
    }
  }
  throw last;
}

async function resolve({ host, family }: ConnectOptions, notes: ConnectNotes) {
  if (isIP(host)) return [{ address: host }];
  const found = await lookup(host, { all: true, family: FAMILIES[family] });
  notes.resolved(`${host} is ${found.map((one) => one.address).join(', ')}.`);
  return found;
}

function attempt(target: NetConnectOpts, ms: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((done, failed) => {
    signal.throwIfAborted();
    const socket = netConnect({ ...target, allowHalfOpen: true });
    const timer = setTimeout(() => fail(timedOut()), ms);
    const aborted = () => fail(signal.reason);
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      socket.removeListener('error', fail);
      socket.removeListener('connect', connected);
    };
    const fail = (error: unknown) => {
      settle();
      // A late error of a socket that is given up is of no use to anybody.
      socket.on('error', () => undefined);
      socket.destroy();
      failed(error);
    };
    const connected = () => {
      settle();
      done(socket);
    };
    socket.once('error', fail);
    socket.once('connect', connected);
    signal.addEventListener('abort', aborted);
  });
}

/** A promise with an end: the system's resolver can't be stopped, but nobody waits for it any longer. */
async function within<T>(promise: Promise<T>, ms: number, signal: AbortSignal): Promise<T> {
  let stop: () => void = () => undefined;
  const end = new Promise<never>((_, failed) => {
    const timer = setTimeout(() => failed(timedOut()), ms);
    const aborted = () => failed(signal.reason);
    signal.addEventListener('abort', aborted);
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
    };
  });
  try {
    return await Promise.race([promise, end]);
  } finally {
    stop();
  }
}

function timedOut(): NodeJS.ErrnoException {
  return Object.assign(new Error('timed out'), { code: 'TIMED_OUT' });
}

function codeText(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'TIMED_OUT':
    case 'ETIMEDOUT':
      return 'timed out';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'unreachable';
    default:
      return code ?? 'unknown';
  }
}
