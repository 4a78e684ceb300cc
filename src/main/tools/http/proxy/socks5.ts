import { isIPv4, isIPv6 } from 'node:net';
import { BenchError } from '../../../bench/failure.ts';
import { refused } from '../request/fill.ts';
import { WITHOUT_PROXY } from './explain.ts';
import type { Proxy } from './proxy.ts';
import type { Talk } from './talk.ts';

const VERSION = 5;
const CONNECT = 1;
const NO_AUTH = 0;
const LOGIN = 2;
const NONE_OF_THESE = 0xff;

/** What it says when it does not connect (RFC 1928 section 6): what happened, and why. */
const REPLIES: Record<number, [what: string, hint: string]> = {
  1: ['something failed there', 'It gives no reason. Its log may.'],
  2: ['its rules don’t allow it', 'Ask who runs the proxy, or use another.'],
  3: ['it has no way to that network', 'The proxy has no route to the address.'],
  4: ['it can’t reach that host', 'The name is unknown to the proxy, or the host is off.'],
  5: [
    'the target refused the connection',
    'Nothing listens there, as the proxy sees it. For the proxy, localhost is its own machine.',
  ],
  6: ['it took too long', 'A packet ran out of hops on its way.'],
  7: ['it does not do this', 'It connects nobody.'],
  8: ['it does not know this kind of address', 'It may have no IPv6. Give a name, or an IPv4 address.'],
};

/** Has a SOCKS5 proxy connect to the target (RFC 1928, 1929). Throws a BenchError when it refuses. */
export async function connectBySocks5(
  talk: Talk,
  proxy: Proxy,
  { host, port }: { host: string; port: number },
): Promise<void> {
  const { login, title } = proxy;
  const fail = (code: string, message: string, hint: string) =>
    new BenchError({ code, field: 'proxy', message, hint, mends: [WITHOUT_PROXY] });
  const methods = login === null ? [NO_AUTH] : [NO_AUTH, LOGIN];
  talk.write(Buffer.from([VERSION, methods.length, ...methods]));
  const [version, method] = await talk.read(2);
  if (version !== VERSION)
    throw fail(
      'PROXY_NO_PROXY',
      `${title} does not answer as a SOCKS5 proxy.`,
      version === 0x48 ? 'It answers as an HTTP server does: begin the proxy with http://.' : 'Look at its port, and whether it is of another kind.', // prettier-ignore
    );
  if (method === LOGIN && login !== null) {
    const [user, password] = [Buffer.from(login.user), Buffer.from(login.password)];
    if (user.length > 255 || password.length > 255)
      throw refused('proxy', 'User and password of a SOCKS5 proxy have at most 255 bytes each.');
    talk.write(
      Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]),
    );
    const status = (await talk.read(2))[1];
    if (status !== 0)
      throw fail(
        'PROXY_AUTH',
        'The proxy does not take this user and password.',
        'Look for a typing mistake.',
      );
  } else if (method !== NO_AUTH) {
    throw method === NONE_OF_THESE && login === null
      ? fail('PROXY_AUTH', 'The proxy asks who you are.', 'Write user:password@ in front of its host.')
      : fail('PROXY_AUTH', 'The proxy asks for something else than a user and a password.', 'Only these, and nothing at all, are known here.'); // prettier-ignore
  }
  talk.write(Buffer.concat([Buffer.from([VERSION, CONNECT, 0]), address(host), Buffer.from([port >> 8, port & 255])])); // prettier-ignore
  const [, reply, , kind] = await talk.read(4);
  if (reply !== 0) {
    const [what, hint] = REPLIES[reply!] ?? [`it says ${reply}`, 'RFC 1928 does not know that reply.'];
    throw fail('PROXY_REFUSED', `The proxy does not connect to ${host} port ${port}: ${what}.`, hint);
  }
  const length = kind === 1 ? 4 : kind === 4 ? 16 : kind === 3 ? (await talk.read(1))[0]! : -1;
  if (length < 0) throw fail('PROXY_NO_PROXY', `${title} does not keep to SOCKS5.`, 'It says where it connected from in a way that there is not.'); // prettier-ignore
  // The address that it connected from, which is of no use to us.
  await talk.read(length + 2);
}

/** A name goes as it is: the proxy looks it up. */
function address(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([1, ...host.split('.').map(Number)]);
  if (isIPv6(host)) return Buffer.concat([Buffer.from([4]), ipv6(host)]);
  const name = Buffer.from(host);
  if (name.length > 255)
    throw refused('url', 'The host is too long for a SOCKS5 proxy.', 'It has room for 255 bytes.');
  return Buffer.concat([Buffer.from([3, name.length]), name]);
}

function ipv6(host: string): Buffer {
  // The parser of URLs writes an IPv4 address at its end as two groups.
  const text = new URL(`http://[${host}]`).hostname.slice(1, -1);
  const [head = '', tail] = text.split('::');
  const groups = (part: string | undefined) => (part ? part.split(':').map((one) => parseInt(one, 16)) : []);
  const [first, last] = [groups(head), groups(tail)];
  const all = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 255]));
}
