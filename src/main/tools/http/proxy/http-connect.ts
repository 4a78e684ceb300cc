import { BenchError } from '../../../bench/failure.ts';
import { proxyHeaders, type Proxy } from './proxy.ts';
import { wantsLogin, WITHOUT_PROXY } from './explain.ts';
import type { Talk } from './talk.ts';

/** The head of an answer to CONNECT: a few lines are what is needed. */
const MAX_HEAD = 64 * 1024;

/** Has an HTTP proxy connect to the target (RFC 9110 section 9.3.6). Throws a BenchError when it refuses. */
export async function connectByHttp(talk: Talk, proxy: Proxy, target: string): Promise<void> {
  const headers = [`Host: ${target}`, 'User-Agent: Wirebench'];
  for (const { name, value } of proxyHeaders(proxy)) headers.push(`${name}: ${value}`);
  talk.write(Buffer.from(`CONNECT ${target} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`, 'latin1'));
  const head = (await talk.readTo('\r\n\r\n', MAX_HEAD)).toString('latin1');
  const line = /^HTTP\/1\.[01] (\d{3})(?: ([^\r\n]*))?\r\n/.exec(head);
  if (line === null) {
    throw new BenchError({
      code: 'PROXY_NO_PROXY',
      field: 'proxy',
      message: `${proxy.title} does not answer as an HTTP proxy.`,
      hint: `It said ${JSON.stringify(head.slice(0, 60))}. Look at its port, and whether it is of another kind.`,
      mends: [WITHOUT_PROXY],
    });
  }
  const [, status, reason = ''] = line;
  if (status!.startsWith('2')) return;
  const said = `${status} ${reason}`.trim();
  // tinyproxy says 401 to a password that is wrong.
  if (status === '407' || (status === '401' && proxy.login !== null))
    throw wantsLogin(proxy, /\r\nproxy-authenticate:([^\r\n]*)/i.exec(head)?.[1] ?? '');
  throw new BenchError({
    code: 'PROXY_REFUSED',
    field: 'proxy',
    message: `The proxy does not connect to ${target}: ${said}.`,
    hint: explained(status!, said, talk.held.toString('latin1')),
    mends: [WITHOUT_PROXY],
  });
}

function explained(status: string, said: string, page: string): string {
  const title = /<title>([^<]{1,200})<\/title>/i.exec(page)?.[1]?.trim();
  const theirs = title && title !== said ? ` Its page says “${title}”.` : '';
  if (status === '403' || status === '405')
    return `Its rules don’t allow this host or port; many allow 443 alone.${theirs}`;
  if (status === '502' || status === '503' || status === '504' || status === '500')
    return `It could not reach the target, or not find its name.${theirs}`;
  if (status === '400' || status === '404' || status === '501')
    return `It may be a web server and no proxy.${theirs}`;
  return `What the proxy said is in the bytes of the connection.${theirs}`;
}
