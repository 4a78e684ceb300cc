import { parseEndpoint } from '../../../contract/payload/endpoint.ts';
import { parseEscapes } from '../../../contract/payload/escape.ts';
import type { RespondMode } from '../../../contract/respond.ts';
import type { ConnectInput, ListenInput } from '../../../contract/tools/tcp.ts';

/** The two forms as they are typed, and how they become calls. Pure: the fields are text until they are right. */

export interface RespondForm {
  respond: RespondMode;
  prefix: string;
  greeting: string;
}

export type WhenPeerEnds = 'close' | 'keep';

export interface ListenForm extends RespondForm {
  whenPeerEnds: WhenPeerEnds;
  address: string;
  port: string;
  family: 'IPv4' | 'IPv6' | 'both';
  backlog: string;
  maxClients: string;
  path: string;
}

export interface ConnectForm {
  whenPeerEnds: WhenPeerEnds;
  host: string;
  port: string;
  timeout: string;
  localAddress: string;
  localPort: string;
  noDelay: boolean;
  keepAlive: boolean;
  keepAliveDelay: string;
  family: 'any' | 'IPv4' | 'IPv6';
  path: string;
}

export const LISTEN_DEFAULTS: ListenForm = {
  address: '127.0.0.1',
  port: '5001',
  respond: 'nothing',
  prefix: 'Received: ',
  greeting: '',
  whenPeerEnds: 'close',
  family: 'both',
  backlog: '511',
  maxClients: '20000',
  path: '',
};

export const CONNECT_DEFAULTS: ConnectForm = {
  host: '127.0.0.1',
  port: '5001',
  whenPeerEnds: 'close',
  timeout: '10',
  localAddress: '',
  localPort: '',
  noDelay: true,
  keepAlive: false,
  keepAliveDelay: '60',
  family: 'any',
  path: '',
};

/** The sentence under each field that is wrong, in the order of the form. */
export type FieldErrors<Form> = Partial<Record<keyof Form, string>>;
export type Read<Form, Input> = { ok: true; input: Input } | { ok: false; errors: FieldErrors<Form> };

export function readListenForm(form: ListenForm): Read<ListenForm, ListenInput> {
  const errors: FieldErrors<ListenForm> = {};
  const path = form.path.trim();
  const byPath = path !== '';
  const address = form.address.trim();
  if (!byPath) note(errors, 'address', addressError('Address', address));
  const port = wholeNumber(form.port, 0, 65535);
  if (port === null && !byPath)
    errors.port = 'Port must be a whole number from 0 to 65535. 0 picks any free port.';
  const respond = readRespond(form);
  if (!respond.ok) Object.assign(errors, respond.errors);
  const backlog = wholeNumber(form.backlog, 1, 65535);
  if (backlog === null) errors.backlog = 'Backlog must be a whole number from 1 to 65535.';
  const maxClients = wholeNumber(form.maxClients, 1, 1_000_000);
  if (maxClients === null) errors.maxClients = 'Max clients must be a whole number from 1 to 1,000,000.';
  if (byPath) note(errors, 'path', pathError(path));
  if (Object.keys(errors).length > 0 || !respond.ok || backlog === null || maxClients === null)
    return { ok: false, errors };
  return {
    ok: true,
    input: {
      address: byPath ? '' : address,
      port: port ?? 0,
      path: byPath ? path : undefined,
      family: form.family,
      backlog,
      maxClients,
      respond: respond.input,
      whenPeerEnds: form.whenPeerEnds,
    },
  };
}

export function readRespond(form: RespondForm): Read<RespondForm, ListenInput['respond']> {
  const errors: FieldErrors<RespondForm> = {};
  const prefix = form.respond === 'prefix' ? parseEscapes(form.prefix) : null;
  if (prefix && !prefix.ok) errors.prefix = `Prefix: ${prefix.message}`;
  const greeting = form.greeting === '' ? null : parseEscapes(form.greeting);
  if (greeting && !greeting.ok) errors.greeting = `Greeting: ${greeting.message}`;
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    input: {
      mode: form.respond,
      prefix: prefix?.ok ? new Blob([prefix.bytes]) : undefined,
      greeting: new Blob(greeting?.ok ? [greeting.bytes] : []),
    },
  };
}

export function readConnectForm(form: ConnectForm): Read<ConnectForm, ConnectInput> {
  const errors: FieldErrors<ConnectForm> = {};
  const path = form.path.trim();
  const byPath = path !== '';
  const host = form.host.trim();
  if (!byPath) note(errors, 'host', addressError('Host', host));
  const port = wholeNumber(form.port, 0, 65535);
  if (!byPath && (port === null || port === 0)) errors.port = 'Port must be a whole number from 1 to 65535.';
  const timeout = seconds(form.timeout);
  if (timeout === null) errors.timeout = 'Timeout must be a number of seconds from 0.001 to 86,400.';
  const localAddress = form.localAddress.trim();
  if (localAddress !== '') note(errors, 'localAddress', addressError('Local address', localAddress));
  const localPort = form.localPort.trim() === '' ? 0 : wholeNumber(form.localPort, 0, 65535);
  if (localPort === null)
    errors.localPort = 'Local port must be a whole number from 0 to 65535. 0 or nothing picks any.';
  const delay = seconds(form.keepAliveDelay);
  if (form.keepAlive && delay === null)
    errors.keepAliveDelay = 'First probe after must be a number of seconds from 0.001 to 86,400.';
  if (byPath) note(errors, 'path', pathError(path));
  if (Object.keys(errors).length > 0 || timeout === null) return { ok: false, errors };
  return {
    ok: true,
    input: {
      host: byPath ? '' : host,
      port: byPath ? 0 : (port ?? 0),
      path: byPath ? path : undefined,
      localAddress: localAddress || undefined,
      localPort: localPort || undefined,
      timeoutMs: timeout,
      noDelay: form.noDelay,
      keepAlive: form.keepAlive,
      keepAliveDelayMs: delay ?? 60_000,
      family: form.family,
      whenPeerEnds: form.whenPeerEnds,
    },
  };
}

/**
 * What a pasted or typed host that holds more than a host says of the other fields; null where it is a host and
 * nothing else, or cannot be read.
 */
export function splitHost(text: string): Partial<Pick<ConnectForm, 'host' | 'port' | 'path'>> | null {
  if (text.trim() === '') return null;
  const end = parseEndpoint(text);
  if (!end.ok) return null;
  if (end.path !== null) return { path: end.path };
  if (end.port === null && end.scheme === null && end.host === text.trim()) return null;
  return {
    // `:5001` is this machine's port 5001 to everyone who writes it.
    host: end.host ?? 'localhost',
    ...(end.port === null ? {} : { port: String(end.port) }),
  };
}

/** The same for what is to be listened on: `:8080` is this machine only, `*:8080` every address of it. */
export function splitAddress(text: string): Partial<Pick<ListenForm, 'address' | 'port' | 'path'>> | null {
  if (text.trim() === '') return null;
  const end = parseEndpoint(text);
  if (!end.ok) return null;
  if (end.path !== null) return { path: end.path };
  if (end.port === null) return null;
  return { address: end.host === '*' ? '0.0.0.0' : (end.host ?? '127.0.0.1'), port: String(end.port) };
}

/** True where only this machine can reach what is bound there. A name other than localhost may be anything. */
export function isLoopback(address: string): boolean {
  const text = address.trim().toLowerCase();
  return text === 'localhost' || text === '::1' || /^127(\.\d{1,3}){1,3}$/.test(text);
}

function addressError(field: string, text: string): string | null {
  if (text === '') return `${field} is empty. Write a name or an address, such as 127.0.0.1.`;
  if (/\s/.test(text)) return `${field} can't contain spaces.`;
  if (text.length > 255) return `${field} can't be longer than 255 characters.`;
  const end = parseEndpoint(text);
  return end.ok ? null : `${field}: ${end.message}`;
}

function pathError(path: string): string | null {
  if (new TextEncoder().encode(path).length > 107) return "Unix socket path can't be longer than 107 bytes.";
  return path.startsWith('/') ? null : 'Unix socket path must begin with a slash, as in /tmp/app.sock.';
}

function wholeNumber(text: string, least: number, most: number): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,9}$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return value >= least && value <= most ? value : null;
}

/** Seconds as typed, in whole milliseconds. */
function seconds(text: string): number | null {
  const trimmed = text.trim().replace(',', '.');
  if (!/^\d{1,6}(\.\d+)?$/.test(trimmed)) return null;
  const ms = Math.round(Number(trimmed) * 1000);
  return ms >= 1 && ms <= 86_400_000 ? ms : null;
}

function note<Form>(errors: FieldErrors<Form>, field: keyof Form, message: string | null): void {
  if (message !== null) errors[field] = message;
}
