import { lookup } from 'node:dns/promises';
import { isIP, isIPv4 } from 'node:net';
import { formatHostPort, parseEndpoint } from '../../../contract/payload/endpoint.ts';
import { BenchError } from '../../bench/failure.ts';
import { explainLookup } from './explain-send.ts';

/** Where a datagram goes, in the words of the socket, and as it is shown. */
export interface Target {
  /** For an IPv6 socket an IPv4 address is mapped: `::ffff:127.0.0.1`. */
  address: string;
  port: number;
  shown: string;
  /** Whether it goes over IPv4. */
  v4: boolean;
}

export interface SocketFamily {
  family: 'IPv4' | 'IPv6';
  ipv6Only: boolean;
}

/** The most bytes of one datagram: 65,535 without the headers of IPv4 and UDP; IPv6 does not count its own (RFC 8200). */
export const MOST = { IPv4: 65_535 - 20 - 8, IPv6: 65_535 - 8 } as const;

/** The most bytes of one datagram to a target. */
export const mostTo = ({ v4 }: Target): number => (v4 ? MOST.IPv4 : MOST.IPv6);

const LOOKUP_MS = 10_000;
const KEPT = 1000;

/** Reads what stands in a “Send to” field, and looks each name up once. */
export class Targets {
  readonly #socket: SocketFamily;
  readonly #resolved: (text: string) => void;
  readonly #known = new Map<string, Target>();

  constructor(socket: SocketFamily, resolved: (text: string) => void) {
    this.#socket = socket;
    this.#resolved = resolved;
  }

  /** At once where the text holds an address or a name that was looked up before. Throws a BenchError. */
  of(text: string, signal?: AbortSignal): Target | Promise<Target> {
    const known = this.#known.get(text);
    if (known) return known;
    const { host, port } = read(text);
    const name = host ?? (this.#socket.family === 'IPv4' ? '127.0.0.1' : '::1');
    return isIP(name) ? this.#keep(text, name, port) : this.#lookUp(text, name, port, signal);
  }

  async #lookUp(text: string, host: string, port: number, signal?: AbortSignal): Promise<Target> {
    const { family, ipv6Only } = this.#socket;
    const wanted = family === 'IPv4' ? 4 : ipv6Only ? 6 : 0;
    try {
      const { address } = await within(lookup(host, { family: wanted }), signal);
      this.#resolved(`${host} is ${address}.`);
      return this.#keep(text, address, port);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof BenchError) throw error;
      throw explainLookup(error, host, family === 'IPv4' || ipv6Only ? family : null);
    }
  }

  #keep(text: string, address: string, port: number): Target {
    const v4 = isIPv4(address);
    const { family, ipv6Only } = this.#socket;
    if (v4 ? ipv6Only : family === 'IPv4') throw otherFamily(address, v4 ? 'IPv4' : 'IPv6', family);
    const target: Target = {
      address: v4 && family === 'IPv6' ? `::ffff:${address}` : address,
      port,
      shown: formatHostPort(address, port),
      v4,
    };
    if (this.#known.size >= KEPT) this.#known.clear();
    this.#known.set(text, target);
    return target;
  }
}

function read(text: string): { host: string | null; port: number } {
  const bad = (message: string, hint: string) =>
    new BenchError({ code: 'BAD_INPUT', field: 'send to', message, hint });
  const example = 'Write a host and a port, as in 127.0.0.1:5001 or [::1]:5001.';
  const parsed = parseEndpoint(text);
  if (!parsed.ok) throw bad(parsed.message, example);
  const { host, port, path } = parsed;
  if (path !== null) throw bad('A datagram can’t be sent to the path of a Unix domain socket.', example);
  if (port === null) throw bad(`“${text.trim()}” names no port.`, example);
  if (port === 0) throw bad('Port 0 is no port that one can send to.', example);
  return { host, port };
}

function otherFamily(address: string, theirs: string, ours: string): BenchError {
  return new BenchError({
    code: 'OTHER_FAMILY',
    field: 'send to',
    message: `${address} is an ${theirs} address, and this socket speaks ${ours} only.`,
    hint:
      theirs === 'IPv6'
        ? 'Bind a socket to an IPv6 address such as ::1 or ::, and send from there.'
        : 'Bind a socket to an IPv4 address such as 127.0.0.1 or 0.0.0.0, and send from there.',
  });
}

function within<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const aborted = () => settle(() => reject(signal?.reason as Error));
    const timer = setTimeout(
      () => settle(() => reject(Object.assign(new Error('the lookup took too long'), { code: 'EAI_AGAIN' }))),
      LOOKUP_MS,
    );
    const settle = (how: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      how();
    };
    signal?.addEventListener('abort', aborted);
    work.then(
      (value) => settle(() => resolve(value)),
      (error: Error) => settle(() => reject(error)),
    );
  });
}
