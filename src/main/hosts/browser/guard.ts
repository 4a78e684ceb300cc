/**
 * Who may talk to the browser host.
 *
 * The server listens on 127.0.0.1, which every program and every web page on this machine can reach. What it guards
 * against, and how:
 * - another page in the same browser: its requests carry its own Origin, which is refused, and no answer ever carries
 *   a CORS header, so it can't read one either;
 * - DNS rebinding (a page whose name now points here): its Host header holds that name, which is not on the list;
 * - another user of this machine: has no token. The token is new in each run, stands in the fragment of the printed
 *   address (which browsers don't send), and is required to open the bridge. Without the bridge there are only the
 *   window's own files, which hold nothing secret.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const PROTOCOL = 'wirebench.v1';
const TOKEN_PREFIX = 'token.';

export interface Refusal {
  status: 400 | 401 | 403 | 404 | 405 | 503;
  /** One plain sentence for whoever made the request. */
  reason: string;
}

export interface Guard {
  /** Null when the request may be answered. */
  request(request: IncomingMessage): Refusal | null;
  /** Null when the bridge may be opened. */
  upgrade(request: IncomingMessage): Refusal | null;
}

/** 256 random bits in characters that a URL and a subprotocol may hold. */
export const createToken = (): string => randomBytes(32).toString('base64url');

export function createGuard(port: number, token: string): Guard {
  const names = ['127.0.0.1', 'localhost'];
  const hosts = new Set(names.map((name) => `${name}:${port}`));
  // A browser leaves out the port that its scheme has anyway.
  if (port === 80) for (const name of names) hosts.add(name);
  const wanted = digest(token);

  const check = (request: IncomingMessage, originRequired: boolean): Refusal | null => {
    const host = request.headers.host;
    if (host === undefined || !hosts.has(host)) {
      return { status: 403, reason: 'This server answers only by the address it printed.' };
    }
    const origin = request.headers.origin;
    if (origin === undefined && originRequired) {
      return { status: 403, reason: 'The bridge opens only for the page of this server.' };
    }
    if (origin !== undefined && origin !== `http://${host}`) {
      return { status: 403, reason: 'Pages of another origin get no answer here.' };
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return { status: 405, reason: 'Only GET and HEAD are answered here.' };
    }
    return null;
  };

  return {
    request: (request) => check(request, false),
    upgrade(request) {
      const refusal = check(request, true);
      if (refusal) return refusal;
      if (request.method !== 'GET') return { status: 405, reason: 'A WebSocket opens with GET.' };
      if (request.url !== '/bridge') return { status: 404, reason: 'There is no WebSocket at this path.' };
      const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
      if (!offered.includes(PROTOCOL)) {
        return { status: 400, reason: `The bridge speaks the subprotocol ${PROTOCOL}.` };
      }
      const given = offered.find((name) => name.startsWith(TOKEN_PREFIX))?.slice(TOKEN_PREFIX.length);
      if (given === undefined) return { status: 401, reason: 'The token of this run is missing.' };
      // Digests have one length, and comparing them takes one time, whatever was given.
      if (!timingSafeEqual(digest(given), wanted)) {
        return { status: 401, reason: 'The token is not the one of this run.' };
      }
      return null;
    },
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();
