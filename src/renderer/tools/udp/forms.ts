import { parseEndpoint } from '../../../contract/payload/endpoint.ts';
import type { BindInput } from '../../../contract/tools/udp.ts';
import { addressError, type FieldErrors, note, type Read, wholeNumber } from '../../ui/form/read.ts';
import { readRespond, RESPOND_DEFAULTS, type RespondForm } from '../../ui/respond/respond-form.ts';

/** The Bind form as it is typed, and how it becomes a call. Pure: the fields are text until they are right. */

export interface BindForm extends RespondForm {
  address: string;
  port: string;
  destination: string;
  onlyDestination: boolean;
  family: 'any' | 'IPv4' | 'IPv6';
  receiveBuffer: string;
  broadcast: boolean;
  shareAddress: boolean;
  ipv6Only: boolean;
}

export const BIND_DEFAULTS: BindForm = {
  address: '127.0.0.1',
  port: '5001',
  ...RESPOND_DEFAULTS,
  destination: '',
  onlyDestination: false,
  family: 'any',
  receiveBuffer: '4096',
  broadcast: false,
  shareAddress: false,
  ipv6Only: false,
};

const KiB = 1024;

export function readBindForm(form: BindForm): Read<BindForm, BindInput> {
  const errors: FieldErrors<BindForm> = {};
  const address = form.address.trim();
  note(errors, 'address', addressError('Address', address));
  const port = wholeNumber(form.port, 0, 65535);
  if (port === null) errors.port = 'Port must be a whole number from 0 to 65535. 0 picks any free port.';
  const respond = readRespond(form);
  if (!respond.ok) Object.assign(errors, respond.errors);
  const destination = form.destination.trim();
  if (destination !== '') note(errors, 'destination', targetError(destination));
  else if (form.onlyDestination)
    errors.destination = 'Destination is empty: there is nobody to receive only from.';
  const buffer = form.receiveBuffer.trim() === '' ? 0 : wholeNumber(form.receiveBuffer, 0, 1_048_576);
  if (buffer === null)
    errors.receiveBuffer =
      'Receive buffer must be a whole number of KiB, up to 1,048,576. 0 leaves it to the system.';
  if (Object.keys(errors).length > 0 || port === null || buffer === null || !respond.ok)
    return { ok: false, errors };
  return {
    ok: true,
    input: {
      address,
      port,
      family: form.family,
      ipv6Only: form.ipv6Only,
      shareAddress: form.shareAddress,
      broadcast: form.broadcast,
      receiveBuffer: buffer * KiB,
      destination: destination || undefined,
      onlyDestination: form.onlyDestination,
      respond: respond.input,
    },
  };
}

/** What is wrong with a typed target, `host:port`; null where nothing is. */
export function targetError(text: string): string | null {
  const end = parseEndpoint(text);
  if (!end.ok) return end.message;
  if (end.path !== null) return 'A datagram can’t be sent to the path of a Unix domain socket.';
  return end.port ? null : 'Write a host and a port, as in 127.0.0.1:5001 or [::1]:5001.';
}

/** 224.0.0.0/4 or ff00::/8, as typed; the bench says more where it is neither. */
export function groupError(text: string): string | null {
  return text.trim() === '' ? 'Group is empty. 239.1.2.3 and ff02::1234 are free for own use.' : null;
}
