import type { Failure, Mend } from '../../../contract/failure.ts';
import { BenchError, causeOf, codeOf } from '../../bench/failure.ts';
import type { Target } from './targets.ts';

const bytes = (n: number) => `${n.toLocaleString('en-US')} bytes`;

/** A datagram longer than the protocol can carry; nothing was sent. */
export function tooLong(length: number, most: number, family: 'IPv4' | 'IPv6'): BenchError {
  return new BenchError({
    code: 'EMSGSIZE',
    field: 'message',
    message: `${bytes(length)} don’t fit in one datagram: the most over ${family} is ${bytes(most)}.`,
    hint: 'Nothing was sent. A UDP datagram is sent whole or not at all: send less at a time, or use TCP.',
  });
}

/** Why a datagram could not be sent, or what became of one that was. The socket goes on in every case. */
export function explainSend(error: unknown, to: Target | null, length: number): Failure {
  const code = codeOf(error);
  const where = to?.shown ?? 'the peer';
  const of = (message: string, hint: string, field = 'send to', mends: Mend[] = []): Failure => ({
    code,
    message,
    hint,
    field,
    mends,
    cause: causeOf(error),
  });
  switch (code) {
    case 'EMSGSIZE':
      return of(
        `The network doesn’t take a datagram of ${bytes(length)} to ${where}.`,
        'It is longer than the way there allows in one piece. Send less at a time.',
        'message',
      );
    case 'EACCES':
      return of(
        `The system refused to send to ${where}: it is a broadcast address, and this socket may not broadcast.`,
        'Allow it if you mean to reach every machine of that network.',
        'send to',
        [{ label: 'Allow broadcast', form: 'udp socket', set: { broadcast: true }, submit: true }],
      );
    case 'EPERM':
      return of(`The system refused to send to ${where}.`, 'A firewall of this machine forbids it.');
    case 'ECONNREFUSED':
      return of(
        `Nothing listens at ${where}: the machine there sent an earlier datagram back (ICMP port unreachable).`,
        'The socket stays open. Start the program there and send again.',
      );
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
    case 'EHOSTDOWN':
      return of(
        `There is no way to ${where} from this machine.`,
        'No route leads there: the network is not connected, or the socket is bound to an address that can’t reach it.',
      );
    case 'EADDRNOTAVAIL':
    case 'EINVAL':
      return of(
        `${where} can’t be reached from this socket.`,
        'It is bound to an address of another network (loopback reaches loopback only), or a link-local address lacks its zone, as in fe80::1%eth0.',
      );
    case 'ENOBUFS':
    case 'EAGAIN':
      return of(`The system has no room for a datagram to ${where} now.`, 'Send more slowly.');
    default:
      return of(`A datagram to ${where} was not sent.`, `The system says ${code}.`);
  }
}

/** Why a name could not be looked up; `family` when only that one would do. */
export function explainLookup(error: unknown, host: string, family: 'IPv4' | 'IPv6' | null): BenchError {
  const code = codeOf(error);
  const only = family ? ` as an ${family} address, which is what this socket speaks` : '';
  return new BenchError({
    code,
    field: 'send to',
    message:
      code === 'EAI_AGAIN'
        ? `The name ${host} could not be looked up.`
        : `The name ${host} was not found${only}.`,
    hint:
      code === 'EAI_AGAIN'
        ? 'The name server does not answer. Try again, or give the address itself.'
        : 'Look for a typing mistake, or give the address itself.',
    cause: causeOf(error),
  });
}

export function noTarget(): BenchError {
  return new BenchError({
    code: 'NO_TARGET',
    field: 'send to',
    message: 'It is not said where to send to.',
    hint: 'Write a host and a port, as in 127.0.0.1:5001, or give the socket a default destination.',
  });
}

export function socketClosed(): BenchError {
  return new BenchError({
    code: 'NOT_OPEN',
    message: 'This socket is closed.',
    hint: 'Bind a new one, or choose another session.',
  });
}

export function sendsTooFast(waiting: number): BenchError {
  return new BenchError({
    code: 'NETWORK_SLOW',
    message: `The network is slower than the messages: ${bytes(waiting)} wait to be sent.`,
    hint: 'Nothing was lost. Wait until they have gone.',
  });
}
