import { formatHostPort } from '../../../../contract/payload/endpoint.ts';
import type { BenchInfo } from '../../../../contract/bench.ts';
import type { HttpListener } from '../../../../contract/tools/http.ts';
import { isLoopback } from '../../../ui/form/read.ts';
import type { ReachCommand } from '../../../ui/sessions/HowToReach.tsx';

/** A machine can have many addresses. */
const MOST = 3;

/** Where other machines reach a server that listens on every address of this one; the most likely first. */
export function fromOthers(
  { local, details: { url } }: Pick<HttpListener, 'local' | 'details'>,
  addresses: BenchInfo['addresses'],
): string[] {
  if (local.address !== '0.0.0.0' && local.address !== '::') return [];
  const usable = addresses.filter(
    ({ address, family }) =>
      !isLoopback(address) && !/^fe80:/i.test(address) && (family === 'IPv4' || local.address === '::'),
  );
  const sorted = usable.toSorted((a, b) => Number(b.family === 'IPv4') - Number(a.family === 'IPv4'));
  return sorted
    .slice(0, MOST)
    .map(({ address }) => `${new URL(url).protocol}//${formatHostPort(address, local.port)}/`);
}

/** How other programs ask a server. */
export function commandsFor({ details: { serves, url, tls, made } }: HttpListener): ReachCommand[] {
  const ca = tls && made ? ' --cacert localhost.pem' : '';
  switch (serves) {
    case 'websocket-echo':
      return [
        {
          program: 'Python',
          command: `python3 -m websockets ${url.replace(/^http/, 'ws')}`,
        },
      ];
    case 'xml-rpc-echo':
      return [
        {
          program: 'Python',
          command: `python3 -c "import xmlrpc.client; print(xmlrpc.client.ServerProxy('${url}').echo('hello'))"`,
        },
      ];
    case 'folder':
      return [{ program: 'curl', command: `curl${ca} ${url}` }];
    default:
      return [
        { program: 'curl', command: `curl${ca} ${url}` },
        {
          program: 'curl with a body',
          command: `curl${ca} -H 'Content-Type: application/json' -d '{"hello": "world"}' ${url}`,
        },
      ];
  }
}
