import type { Transport } from '../../../contract/payload/faults.ts';
import type { RelayInput } from '../../../contract/tools/relay.ts';
import { addressError, type FieldErrors, note, type Read, seconds, wholeNumber } from '../../ui/form/read.ts';
import { type ClientTlsForm, clientWish, type ServerTlsForm, serverWish } from '../../ui/tls/tls-form.ts';

/** Where TLS ends and begins. `through`: what comes is passed on as it is, TLS or not. */
export type TlsWish = 'through' | 'client' | 'both' | 'target';

export interface OwnTls {
  client: ServerTlsForm;
  target: ClientTlsForm;
}

export interface RelayForm {
  listenAddress: string;
  listenPort: string;
  targetHost: string;
  targetPort: string;
  transport: Transport;
  tls: TlsWish;
  connectTimeout: string;
  maxClients: string;
  idle: string;
}

export const RELAY_DEFAULTS: RelayForm = {
  listenAddress: '127.0.0.1',
  listenPort: '6001',
  targetHost: '127.0.0.1',
  targetPort: '5001',
  transport: 'tcp',
  tls: 'through',
  connectTimeout: '10',
  maxClients: '1000',
  idle: '60',
};

/** `own`: the settings of TLS, for the sides that have it. */
export function readRelayForm(form: RelayForm, own: OwnTls): Read<RelayForm, RelayInput> {
  const errors: FieldErrors<RelayForm> = {};
  const listenAddress = form.listenAddress.trim();
  note(errors, 'listenAddress', addressError('Listen address', listenAddress));
  const listenPort = wholeNumber(form.listenPort, 0, 65535);
  if (listenPort === null)
    errors.listenPort = 'Listen port must be a whole number from 0 to 65535. 0 picks any free port.';
  const targetHost = form.targetHost.trim();
  note(errors, 'targetHost', addressError('Target host', targetHost));
  const targetPort = wholeNumber(form.targetPort, 1, 65535);
  if (targetPort === null) errors.targetPort = 'Target port must be a whole number from 1 to 65535.';
  const tcp = form.transport === 'tcp';
  const connectTimeoutMs = seconds(form.connectTimeout);
  if (tcp && connectTimeoutMs === null)
    errors.connectTimeout = 'Timeout must be a number of seconds from 0.001 to 86,400.';
  const idleMs = seconds(form.idle);
  if (!tcp && idleMs === null) errors.idle = 'Idle timeout must be a number of seconds from 0.001 to 86,400.';
  const maxClients = wholeNumber(form.maxClients, 1, 1_000_000);
  if (maxClients === null) errors.maxClients = 'Max clients must be a whole number from 1 to 1,000,000.';
  if (Object.keys(errors).length > 0 || listenPort === null || targetPort === null || maxClients === null)
    return { ok: false, errors };
  const { client: withClient, target: withTarget } = tlsSides(form);
  return {
    ok: true,
    input: {
      listenAddress,
      listenPort,
      targetHost,
      targetPort,
      transport: form.transport,
      connectTimeoutMs: connectTimeoutMs ?? undefined,
      idleMs: idleMs ?? undefined,
      maxClients,
      clientTls: withClient ? serverWish(own.client) : undefined,
      targetTls: withTarget ? clientWish(own.target) : undefined,
    },
  };
}

/** Which sides have TLS with the relay. */
export function tlsSides({ transport, tls }: Pick<RelayForm, 'transport' | 'tls'>) {
  const tcp = transport === 'tcp';
  return {
    client: tcp && (tls === 'client' || tls === 'both'),
    target: tcp && (tls === 'target' || tls === 'both'),
  };
}
