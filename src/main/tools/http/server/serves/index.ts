import type { What } from '../../../../../contract/tools/http-server.ts';
import { say, type Served } from '../handler.ts';
import { folderServed } from './folder.ts';
import { inspector } from './inspector.ts';
import { routesServed } from './routes.ts';
import { xmlRpcEcho } from '../xml-rpc-echo.ts';

/** Makes ready what is to be served; rejects with a BenchError that names the field. */
export async function servedBy(what: What): Promise<Served> {
  switch (what.serves) {
    case 'folder':
      return folderServed(what);
    case 'inspector':
      return inspector;
    case 'routes':
      return routesServed(what.routes);
    case 'websocket-echo':
      return {
        webSocket: true,
        answer: (request, response) => {
          request.resume();
          say(response, 426, 'This server echoes WebSocket messages.', { upgrade: 'websocket' });
        },
      };
    case 'xml-rpc-echo':
      return xmlRpcEcho;
  }
}
