import type { ToolParts } from '../bench/tool-parts.ts';
import { capturesService } from './captures/service.ts';
import { httpLoadService } from './http/load/service.ts';
import { HttpClient } from './http/client/client.ts';
import { httpCookiesService } from './http/cookies/service.ts';
import { httpLibraryService } from './http/library/service.ts';
import { httpParts } from './http/parts.ts';
import { httpRunService } from './http/run/service.ts';
import { httpServerService } from './http/server/service.ts';
import { httpService } from './http/service.ts';
import { httpViewService } from './http/view/service.ts';
import { httpXmlRpcService } from './http/xml-rpc/service.ts';
import { webSocketService } from './http/websocket/service.ts';
import { relayService } from './relay/service.ts';
import { tcpService } from './tcp/service.ts';
import { transferService } from './transfer/service.ts';
import { udpService } from './udp/service.ts';

/** The registry of tools on main's side: one line each. */
export function tools(parts: ToolParts) {
  const http = httpParts(parts);
  const client = new HttpClient(http);
  return {
    tcp: tcpService(parts),
    udp: udpService(parts),
    transfer: transferService(parts),
    http: httpService(http, client),
    httpCookies: httpCookiesService(http.cookies),
    httpView: httpViewService(http),
    httpServer: httpServerService(http),
    httpLoad: httpLoadService(http),
    httpRun: httpRunService(http, client),
    httpLibrary: httpLibraryService(http),
    httpXmlRpc: httpXmlRpcService(http.bodies),
    webSocket: webSocketService(http),
    relay: relayService(parts),
    captures: capturesService(parts),
  };
}
