import { isIPv4 } from 'node:net';
import type { Failure, Mend } from '../../contract/failure.ts';
import { causeOf, codeOf } from '../bench/failure.ts';
import { listeningOn } from './listening.ts';

export interface ConnectTarget {
  host: string;
  port: number;
  path?: string | undefined;
  localAddress?: string | undefined;
  timeoutMs: number;
}

/** Makes a failure of the code and cause at hand. */
type Fail = (message: string, hint: string, field: string, mends: Mend[]) => Failure;

const LOOPBACKS = ['127.0.0.1', '::1'];
const isLoopbackName = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** Why a connection could not be made. */
export async function explainConnect(error: unknown, target: ConnectTarget): Promise<Failure> {
  const code = codeOf(error);
  const cause = causeOf(error);
  const { host, port, path } = target;
  const fail: Fail = (message, hint, field, mends) => ({ code, message, hint, field, mends, cause });
  const retry: Mend = { label: 'Try again', form: 'connect', set: {}, submit: true };
  if (path !== undefined) return explainConnectPath(code, path, fail, retry);
  switch (code) {
    case 'ECONNREFUSED':
      return refused(target, fail, retry);
    case 'TIMED_OUT':
    case 'ETIMEDOUT':
      return fail(
        `${host} port ${port} did not answer within ${seconds(target.timeoutMs)}.`,
        'A firewall may drop the packets, the machine may be off, or the address may be wrong.',
        'host',
        [retry, { ...retry, label: 'Wait a minute', set: { timeoutMs: 60_000 } }],
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
      return fail(
        `There is no way to ${host} from this machine.`,
        'The network is not connected, or no route leads to that address.',
        'host',
        [retry],
      );
    case 'ENOTFOUND':
      return fail(
        `The name ${host} was not found.`,
        'Look for a typing mistake, or give the address itself.',
        'host',
        [{ label: 'Use localhost', form: 'connect', set: { host: 'localhost' }, submit: true }],
      );
    case 'EAI_AGAIN':
      return fail(
        `The name ${host} could not be looked up.`,
        'The name server does not answer. Try again, or give the address itself.',
        'host',
        [retry],
      );
    case 'EADDRNOTAVAIL':
      return target.localAddress
        ? fail(
            `${target.localAddress} is not an address of this machine.`,
            'Leave the local address empty to let the system choose.',
            'local address',
            [{ label: 'Let the system choose', form: 'connect', set: { localAddress: '' }, submit: true }],
          )
        : fail(
            `${host} port ${port} is not an address one can connect to.`,
            'Look at host and port.',
            'port',
            [],
          );
    case 'ERR_INVALID_IP_ADDRESS':
      return fail(
        `${target.localAddress} is not an IP address.`,
        'Give an address of this machine, or leave the local address empty to let the system choose.',
        'local address',
        [{ label: 'Let the system choose', form: 'connect', set: { localAddress: '' }, submit: true }],
      );
    case 'EADDRINUSE':
      return fail(
        'The local port is in use.',
        'Leave the local port empty to let the system choose.',
        'local port',
        [{ label: 'Let the system choose', form: 'connect', set: { localPort: '' }, submit: true }],
      );
    case 'ECONNRESET':
      return fail(
        `${host} port ${port} reset the connection at once.`,
        'Something there does not want it.',
        'host',
        [retry],
      );
    case 'EINVAL':
    case 'EAFNOSUPPORT':
      return fail(
        `${host} can’t be reached with these settings.`,
        'The local address and the host are of different families, or the family is switched off.',
        target.localAddress ? 'local address' : 'host',
        [],
      );
    default:
      return fail(`Connecting to ${host} port ${port} failed.`, `The system says ${code}.`, 'host', [retry]);
  }
}

async function refused({ host, port }: ConnectTarget, fail: Fail, retry: Mend): Promise<Failure> {
  const message = `${host} refused the connection: nothing listens on port ${port} there.`;
  if (!isLoopbackName(host)) {
    return fail(
      message,
      'The machine answers, but no program listens on that port, or a firewall refuses.',
      'port',
      [retry],
    );
  }
  const other = (await listeningOn(port))
    .map((socket) => socket.address)
    .find((address) => LOOPBACKS.includes(address));
  if (other) {
    return fail(
      message,
      `A program listens on ${other} port ${port}. ${host} and ${other} are different addresses of this machine: one is IPv4, the other IPv6.`,
      'host',
      [{ label: `Connect to ${other}`, form: 'connect', set: { host: other }, submit: true }],
    );
  }
  const address = isIPv4(host) || host === 'localhost' ? '127.0.0.1' : host;
  return fail(message, 'Start the program that should listen there, or start a listener here.', 'port', [
    { label: `Listen on ${address} port ${port}`, form: 'listen', set: { address, port }, submit: true },
    retry,
  ]);
}

function explainConnectPath(code: string, path: string, fail: Fail, retry: Mend): Failure {
  switch (code) {
    case 'ENOENT':
      return fail(
        `There is no ${path}.`,
        'The program that makes it has not started, or the path is wrong.',
        'path',
        [retry],
      );
    case 'ECONNREFUSED':
      return fail(`Nothing listens on ${path}.`, 'It was left behind by a program that has ended.', 'path', [
        retry,
      ]);
    case 'EACCES':
      return fail(`The system doesn’t let this user use ${path}.`, 'It belongs to another user.', 'path', []);
    case 'ENOTSOCK':
    case 'EPROTOTYPE':
      return fail(
        `${path} is not a stream socket.`,
        'Give the path of a Unix domain stream socket.',
        'path',
        [],
      );
    default:
      return fail(`Connecting to ${path} failed.`, `The system says ${code}.`, 'path', [retry]);
  }
}

const seconds = (ms: number) => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);
