import type { HttpListener } from '../../../../contract/tools/http.ts';
import type { ReachCommand } from '../../../ui/sessions/HowToReach.tsx';

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
