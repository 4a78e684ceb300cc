import { isIPv6, type Socket } from 'node:net';
import { formatHostPort } from '../../contract/payload/endpoint.ts';
import type { Endpoint } from '../../contract/session.ts';

/** An address as the other end would write it: an IPv4 address that came over an IPv6 socket is an IPv4 address. */
export function endpoint(address: string, port: number): Endpoint {
  const plain = address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
  return { family: isIPv6(plain) ? 'IPv6' : 'IPv4', address: plain, port };
}

export function unixEndpoint(path: string): Endpoint {
  return { family: 'unix', address: path, port: 0 };
}

export function localOf(socket: Socket): Endpoint | null {
  return socket.localAddress ? endpoint(socket.localAddress, socket.localPort ?? 0) : null;
}

export function remoteOf(socket: Socket): Endpoint | null {
  return socket.remoteAddress ? endpoint(socket.remoteAddress, socket.remotePort ?? 0) : null;
}

/** `127.0.0.1:5001`, `[::1]:5001`, `/run/app.sock`. */
export function show({ family, address, port }: Endpoint): string {
  return family === 'unix' ? address : formatHostPort(address, port);
}

/** True for addresses that only this machine can reach. */
export function isLoopback({ family, address }: Endpoint): boolean {
  return family === 'unix' || address === '::1' || address.startsWith('127.');
}
