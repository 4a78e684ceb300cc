import { failAt, type ParseFailure, quoted } from './parsed.ts';

/** What a text says of where to connect or listen; what it leaves out is null. */
export interface EndpointText {
  ok: true;
  /** `tcp` of `tcp://…`, in lower case. */
  scheme: string | null;
  /** Without brackets. */
  host: string | null;
  port: number | null;
  /** A Unix domain socket: `unix:/run/app.sock`. */
  path: string | null;
}

/** Reads `host`, `host:port`, `:port`, `host port`, `[::1]:port`, `::1`, `tcp://host:port` and `unix:/path`. */
export function parseEndpoint(input: string): EndpointText | ParseFailure {
  const start = input.length - input.trimStart().length;
  const text = input.trim();
  if (text === '') return failAt(0, () => 'Write a host, a port, or both, as in localhost:5001.');
  const unix = /^unix:(?:\/\/)?(\/.*)$/i.exec(text);
  if (unix) return { ok: true, scheme: 'unix', host: null, port: null, path: unix[1]! };

  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  const from = scheme ? scheme[0].length : 0;
  const rest = scheme ? text.slice(from).replace(/[/?#].*$/s, '') : text;
  const base = start + from;
  const found = (host: string, port: number | null): EndpointText | ParseFailure =>
    checkHost(host, base) ?? {
      ok: true,
      scheme: scheme ? scheme[1]!.toLowerCase() : null,
      host: host === '' ? null : host,
      port,
      path: null,
    };
  const withPort = (host: string, digits: string, at: number): EndpointText | ParseFailure => {
    const port = readPort(digits, base + at);
    return typeof port === 'number' ? found(host, port) : port;
  };

  if (rest.startsWith('[')) {
    const close = rest.indexOf(']');
    if (close < 0) return failAt(base, (position) => `The bracket at position ${position} isn't closed.`);
    const host = rest.slice(1, close);
    const after = rest.slice(close + 1);
    if (after === '') return found(host, null);
    if (!after.startsWith(':')) {
      return failAt(
        base + close + 1,
        (position) => `A colon and the port belong after the bracket, at position ${position}.`,
      );
    }
    return after === ':' ? found(host, null) : withPort(host, after.slice(1), close + 2);
  }
  const spaced = /^(\S+)[ \t]+(\d+)$/.exec(rest);
  if (spaced) return withPort(spaced[1]!, spaced[2]!, rest.length - spaced[2]!.length);
  const colon = rest.indexOf(':');
  if (colon < 0) return /^\d+$/.test(rest) && !scheme ? withPort('', rest, 0) : found(rest, null);
  // More than one colon and no brackets: an IPv6 address without a port.
  if (rest.indexOf(':', colon + 1) >= 0) return found(rest, null);
  const digits = rest.slice(colon + 1);
  return digits === '' && colon > 0
    ? found(rest.slice(0, colon), null)
    : withPort(rest.slice(0, colon), digits, colon + 1);
}

function readPort(digits: string, at: number): number | ParseFailure {
  if (digits === '') return failAt(at, () => 'A port is missing after the colon.');
  if (!/^\d+$/.test(digits))
    return failAt(at, () => `'${digits}' isn't a port. A port is a number from 0 to 65535.`);
  const port = Number(digits);
  return port <= 65535 ? port : failAt(at, () => `${digits} is too large for a port. The largest is 65535.`);
}

function checkHost(host: string, base: number): ParseFailure | null {
  const bad = host.search(/[\s/\\[\]@,;]/);
  if (bad < 0) return null;
  return failAt(
    base + bad,
    (position) => `${quoted(host, bad)} at position ${position} can't stand in a host name.`,
  );
}

/** `localhost:5001`, `[::1]:5001`: what `parseEndpoint` reads back. */
export function formatHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
