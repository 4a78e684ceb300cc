import type { Failure, Mend } from '../../../contract/failure.ts';
import { causeOf, codeOf } from '../../bench/failure.ts';
import { ownerOf } from '../../net/listening.ts';

export interface BindTarget {
  address: string;
  port: number;
  shareAddress: boolean;
}

/** Why a socket could not be bound: what happened, why, and buttons that mend it. */
export async function explainBind(error: unknown, target: BindTarget): Promise<Failure> {
  const code = codeOf(error);
  const cause = causeOf(error);
  const { address, port } = target;
  const fail = (message: string, hint: string, field: string, mends: Mend[]): Failure => ({
    code,
    message,
    hint,
    field,
    mends,
    cause,
  });
  switch (code) {
    case 'EADDRINUSE':
      return inUse(target, fail);
    case 'EACCES':
      return fail(
        `The system doesn’t let this user bind port ${port}.`,
        'Ports below 1024 need special rights on most systems. Use a higher one.',
        'port',
        [
          bind(`Use port ${port < 1024 ? 8000 + port : 8080}`, { port: port < 1024 ? 8000 + port : 8080 }),
          ANY_PORT,
        ],
      );
    case 'EADDRNOTAVAIL':
      return fail(
        `${address} is not an address of this machine.`,
        'A socket can only be bound to an address this machine has. 127.0.0.1 is reached from this machine only.',
        'address',
        [LOOPBACK, ALL],
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail(
        `The name ${address} was not found.`,
        'Give an address of this machine, such as 127.0.0.1.',
        'address',
        [LOOPBACK],
      );
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return fail(
        `${address} can’t be bound with these settings.`,
        'A link-local address needs its zone, as in fe80::1%eth0; or the system has that family switched off.',
        'address',
        [LOOPBACK],
      );
    default:
      return fail(`Binding ${address} port ${port} failed.`, `The system says ${code}.`, 'address', []);
  }
}

async function inUse(
  { address, port, shareAddress }: BindTarget,
  fail: (message: string, hint: string, field: string, mends: Mend[]) => Failure,
): Promise<Failure> {
  const owner = await ownerOf(port, 'udp');
  const message = `UDP port ${port} on ${address} is in use${owner ? ` by ${owner}` : ''}.`;
  if (shareAddress) {
    return fail(
      message,
      'Sharing was asked for, but the program that has the port does not share it. Use another port, or end that program.',
      'port',
      [ANY_PORT],
    );
  }
  return fail(
    message,
    'It can be shared if the program that has it shares it too: then multicast and broadcast reach all of them, and a datagram to one address only the last that was bound.',
    'port',
    [bind('Share the address', { shareAddress: true }), ANY_PORT],
  );
}

const bind = (label: string, set: Mend['set']): Mend => ({ label, form: 'bind', set, submit: true });
const ANY_PORT = bind('Use any free port', { port: 0 });
const LOOPBACK = bind('Use 127.0.0.1', { address: '127.0.0.1' });
const ALL = bind('Use 0.0.0.0 (all addresses)', { address: '0.0.0.0' });
