import type { Socket } from 'node:dgram';
import { isIP, isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { GroupInput, UdpSession } from '../../../contract/tools/udp.ts';
import { BenchError, causeOf, codeOf } from '../../bench/failure.ts';
import type { SocketFamily } from './targets.ts';

type Details = UdpSession['details']['multicast'];
type Joined = Details['groups'][number];

const RANGES =
  'Groups are the addresses 224.0.0.0 to 239.255.255.255 (224.0.0.0/4) and those that begin with ff (ff00::/8). 239.1.2.3 and ff02::1234 are free for own use.';

/** The multicast side of one socket: the groups it has joined, and how it sends to groups. RFC 1112, 3376, 3810, 4607. */
export class Multicast {
  readonly #socket: Socket;
  readonly #family: SocketFamily;
  #ttl = 1;
  #loopback = true;
  #interface: string | null = null;
  #groups: Joined[] = [];

  constructor(socket: Socket, family: SocketFamily) {
    this.#socket = socket;
    this.#family = family;
  }

  info(): Details {
    return {
      ttl: this.#ttl,
      loopback: this.#loopback,
      interface: this.#interface,
      groups: [...this.#groups],
    };
  }

  /** Throws a BenchError that names the field. Answers the sentence for the timeline. */
  join(input: GroupInput): string {
    const wanted = this.#check(input);
    if (this.#groups.some((one) => same(one, wanted))) throw joinedAlready(wanted);
    try {
      this.#change('join', wanted);
    } catch (error) {
      throw explainGroup(error, wanted, this.#family.family);
    }
    this.#groups.push(wanted);
    return `Joined ${describe(wanted)}.`;
  }

  leave(input: GroupInput): string {
    const wanted = this.#check(input);
    const at = this.#groups.findIndex((one) => same(one, wanted));
    if (at < 0) throw notJoined(wanted);
    this.#groups.splice(at, 1);
    try {
      this.#change('leave', wanted);
    } catch (error) {
      throw explainGroup(error, wanted, this.#family.family);
    }
    return `Left ${describe(wanted)}.`;
  }

  setTtl(ttl: number): void {
    this.#socket.setMulticastTTL(ttl);
    this.#ttl = ttl;
  }

  setLoopback(on: boolean): void {
    this.#socket.setMulticastLoopback(on);
    this.#loopback = on;
  }

  /** By name or by an address of it; '' lets the system choose. */
  setInterface(name: string): void {
    const { family, ipv6Only } = this.#family;
    try {
      if (family === 'IPv6')
        this.#socket.setMulticastInterface(name === '' ? '::' : (zoned(name) ?? unknown(name)));
      // A socket that speaks both families sends to IPv4 groups as well.
      if (family === 'IPv4' || (!ipv6Only && ipv4Of(name) !== null))
        this.#socket.setMulticastInterface(name === '' ? '0.0.0.0' : (ipv4Of(name) ?? unknown(name)));
    } catch (error) {
      if (error instanceof BenchError) throw error;
      throw new BenchError({
        code: codeOf(error),
        field: 'interface',
        message: `The system doesn’t send to groups over ${name}.`,
        hint: 'The interface may be down, or lack an address of this family.',
        cause: causeOf(error),
      });
    }
    this.#interface = name === '' ? null : name;
  }

  #change(how: 'join' | 'leave', { group, interface: name, source }: Joined): void {
    const socket = this.#socket;
    const over =
      name === null
        ? undefined
        : isIPv4(group)
          ? (ipv4Of(name) ?? unknown(name))
          : (zoned(name) ?? unknown(name));
    if (source !== null) {
      if (how === 'join') socket.addSourceSpecificMembership(source, group, over);
      else socket.dropSourceSpecificMembership(source, group, over);
    } else if (how === 'join') socket.addMembership(group, over);
    else socket.dropMembership(group, over);
  }

  #check({ group, interface: name, source }: GroupInput): Joined {
    const version = isIP(group);
    if (!isGroup(group)) {
      const why = version === 0 ? 'is not an IP address' : `is the address of one machine, not of a group`;
      throw new BenchError({
        code: 'NOT_A_GROUP',
        field: 'group',
        message: `${group} ${why}.`,
        hint: RANGES,
      });
    }
    const { family, ipv6Only } = this.#family;
    if (version === 4 ? ipv6Only : family === 'IPv4') {
      const [theirs, ours] = version === 4 ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4'];
      throw new BenchError({
        code: 'OTHER_FAMILY',
        field: 'group',
        message: `${group} is an ${theirs} group, and this socket speaks ${ours} only.`,
        hint: `Bind a socket to ${version === 4 ? '0.0.0.0' : '::'} for it.`,
      });
    }
    if (source && isIP(source) !== version) {
      throw new BenchError({
        code: 'BAD_INPUT',
        field: 'source',
        message: `${source} is not an IPv${version} address.`,
        hint: 'The source is the address of the machine that sends to the group; leave it empty to hear everybody.',
      });
    }
    return { group, interface: name || null, source: source || null };
  }
}

/** 224.0.0.0/4 (RFC 5771) and ff00::/8 (RFC 4291). */
export function isGroup(address: string): boolean {
  if (isIPv4(address)) return Number(address.split('.')[0]) >> 4 === 0xe;
  return isIPv6(address) && /^ff[0-9a-f]{2}:/i.test(address);
}

/** The first IPv4 address of an interface, or the address itself; null where there is none. */
function ipv4Of(name: string): string | null {
  if (isIPv4(name)) return name;
  return networkInterfaces()[name]?.find((one) => one.family === 'IPv4')?.address ?? null;
}

/** `::%eth0`, the way in which Node wants an interface of IPv6; by the name or by an address of it. */
function zoned(name: string): string | null {
  const all = Object.entries(networkInterfaces());
  const [plain] = name.split('%');
  const found = all.find(([one, list]) => one === name || list?.some(({ address }) => address === plain));
  return found ? `::%${found[0]}` : null;
}

function unknown(name: string): never {
  throw new BenchError({
    code: 'NO_INTERFACE',
    field: 'interface',
    message: `This machine has no interface ${name} with an address of this family.`,
    hint: `It has ${Object.keys(networkInterfaces()).join(', ')}.`,
  });
}

const same = (a: Joined, b: Joined) =>
  a.group === b.group && a.interface === b.interface && a.source === b.source;

const describe = ({ group, interface: name, source }: Joined) =>
  `${group}${name ? ` on ${name}` : ''}${source ? `, only from ${source}` : ''}`;

const joinedAlready = (wanted: Joined) =>
  new BenchError({
    code: 'JOINED',
    field: 'group',
    message: `This socket has joined ${describe(wanted)} already.`,
  });

const notJoined = (wanted: Joined) =>
  new BenchError({
    code: 'NOT_JOINED',
    field: 'group',
    message: `This socket has not joined ${describe(wanted)}.`,
  });

function explainGroup(error: unknown, wanted: Joined, family: string): BenchError {
  if (error instanceof BenchError) return error;
  const code = codeOf(error);
  const cause = causeOf(error);
  const of = (message: string, hint: string, field = 'group') =>
    new BenchError({ code, field, message, hint, cause });
  switch (code) {
    case 'ENODEV':
    case 'ENXIO':
    case 'EADDRNOTAVAIL':
      return wanted.interface
        ? of(`${wanted.interface} doesn’t take part in multicast.`, 'Choose another interface.', 'interface')
        : of(
            `The system knows no interface for ${wanted.group}.`,
            'Choose the interface yourself.',
            'interface',
          );
    case 'ENOBUFS':
    case 'ENOMEM':
      return of(
        'The system lets this socket join no more groups.',
        'Leave one, or bind another socket for more.',
      );
    case 'EADDRINUSE':
      return of(
        `This socket has joined ${wanted.group} already, in another way.`,
        'A group is joined either wholly or from single sources, once on each interface.',
      );
    default:
      return of(`${wanted.group} could not be joined by this ${family} socket.`, `The system says ${code}.`);
  }
}
