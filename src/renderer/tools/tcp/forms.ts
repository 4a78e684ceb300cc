import type { ConnectInput, ListenInput } from '../../../contract/tools/tcp.ts';
import {
  addressError,
  type FieldErrors,
  note,
  pathError,
  type Read,
  seconds,
  wholeNumber,
} from '../../ui/form/read.ts';
import { readRespond, RESPOND_DEFAULTS, type RespondForm } from '../../ui/respond/respond-form.ts';

/** The two forms as they are typed, and how they become calls. Pure: the fields are text until they are right. */

export type WhenPeerEnds = 'close' | 'keep';

export interface ListenForm extends RespondForm {
  whenPeerEnds: WhenPeerEnds;
  address: string;
  port: string;
  family: 'IPv4' | 'IPv6' | 'both';
  backlog: string;
  maxClients: string;
  path: string;
  tls: 'off' | 'from-start' | 'when-asked';
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
  tls: boolean;
}

export const LISTEN_DEFAULTS: ListenForm = {
  address: '127.0.0.1',
  port: '5001',
  ...RESPOND_DEFAULTS,
  whenPeerEnds: 'close',
  family: 'both',
  backlog: '511',
  maxClients: '20000',
  path: '',
  tls: 'off',
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
  tls: false,
};

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
