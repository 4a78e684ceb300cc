import { benchContract } from './bench.ts';
import { captureContract } from './capture.ts';
import { exportContract } from './export.ts';
import { filesContract } from './files.ts';
import { hostContract } from './host.ts';
import { lensContract } from './lens.ts';
import { rulesContract } from './rules.ts';
import { messagesContract } from './messages.ts';
import { tlsContract } from './tls.ts';
import { settingsContract } from './settings.ts';
import { uploadsContract } from './uploads.ts';
import { capturesContract } from './tools/captures.ts';
import { httpContract } from './tools/http.ts';
import { httpCookiesContract } from './tools/http-cookies.ts';
import { httpViewContract } from './tools/http-view.ts';
import { httpServerContract } from './tools/http-server.ts';
import { httpLoadContract } from './tools/http-load.ts';
import { httpRunContract } from './tools/http-run.ts';
import { httpLibraryContract } from './tools/http-library.ts';
import { httpXmlRpcContract } from './tools/http-xml-rpc.ts';
import { webSocketContract } from './tools/http-websocket.ts';
import { relayContract } from './tools/relay.ts';
import { tcpContract } from './tools/tcp.ts';
import { transferContract } from './tools/transfer.ts';
import { udpContract } from './tools/udp.ts';

/** Everything the window can ask of the main process. A tool adds one line. */
export const contract = {
  bench: benchContract,
  capture: captureContract,
  lens: lensContract,
  messages: messagesContract,
  settings: settingsContract,
  uploads: uploadsContract,
  export: exportContract,
  files: filesContract,
  host: hostContract,
  rules: rulesContract,
  tls: tlsContract,
  tcp: tcpContract,
  udp: udpContract,
  transfer: transferContract,
  http: httpContract,
  httpCookies: httpCookiesContract,
  httpView: httpViewContract,
  httpServer: httpServerContract,
  httpLoad: httpLoadContract,
  httpRun: httpRunContract,
  httpLibrary: httpLibraryContract,
  httpXmlRpc: httpXmlRpcContract,
  webSocket: webSocketContract,
  relay: relayContract,
  captures: capturesContract,
};
export type Contract = typeof contract;
