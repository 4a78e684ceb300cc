import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A server whose answers are there to be looked at, and which counts what it was asked for. */
export interface Answers {
  url: string;
  /** The paths that were asked for. */
  readonly asked: string[];
  /** Sends an event to each stream that is open. */
  event(text: string): void;
  /** Writes to each answer that is open, or ends it. */
  more(text: string | null): void;
  close(): Promise<void>;
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAGklEQVR42mP8z8BQz0ACYBzVMKphVMPQ1QAASIQQAaYHVqUAAAAASUVORK5CYII=',
  'base64',
);

/** A page that tries each way to reach somewhere else, and to run something. */
const NASTY = (at: string) => `<!doctype html><html><head><title>Nasty</title>
<base href="${at}/base/"><meta http-equiv="refresh" content="0;url=${at}/refresh">
<link rel="stylesheet" href="${at}/sheet.css"><link rel="preconnect" href="${at}"><link rel="icon" href="${at}/icon.png">
<link rel="prefetch" href="${at}/prefetch"><style>@import url(${at}/import.css); h1{color:rgb(0,128,0)} div{background:url(${at}/bg.png)}
@font-face{font-family:x;src:url(${at}/font.woff)} h2{font-family:x}</style>
<script>fetch('${at}/script'); parent.document.title = 'ran'</script></head>
<body onload="fetch('${at}/onload')"><h1>Heading <b style="color:rgb(255,0,0)">red</b></h1><h2>x</h2><div>text</div>
<img src="${at}/img.png" srcset="${at}/img2.png 2x" onerror="fetch('${at}/onerror')"><img src="relative.png">
<iframe src="${at}/frame"></iframe><object data="${at}/object"></object><embed src="${at}/embed">
<video poster="${at}/poster.png" src="${at}/video" autoplay></video><audio src="${at}/audio" autoplay></audio>
<svg><image href="${at}/svg.png"/><use href="${at}/use.svg#a"/></svg><input type="image" src="${at}/input.png">
<a id="away" href="${at}/link" ping="${at}/ping">a link</a>
<form action="${at}/form"><button>Submit</button></form><p style="background:url(${at}/style.png)">styled</p></body></html>`;

export async function startAnswers(): Promise<Answers> {
  const asked: string[] = [];
  const open = new Set<ServerResponse>();
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const send = (type: string, body: string | Buffer, headers: Record<string, string | string[]> = {}) =>
      response.writeHead(200, { 'Content-Type': type, ...headers }).end(body);
    const big = () => Array.from({ length: 4000 }, (_, n) => ({ n, name: `item ${n}`, tags: ['a', 'b'] }));
    switch (path.split('?')[0]) {
      case '/json':
        return send(
          'application/json',
          '{"name":"Wirebench","ok":true,"nested":{"list":[1,2,{"deep":null}]}}',
          {
            'Set-Cookie': ['a=1; Path=/; HttpOnly', 'b=two'],
          },
        );
      case '/other':
        return send(
          'application/json',
          '{"name":"Wirebench","ok":false,"nested":{"list":[1,2,{"deep":null}]}}',
        );
      case '/big':
        return send('application/json', gzipSync(JSON.stringify(big())), { 'Content-Encoding': 'gzip' });
      case '/xml':
        return send(
          'text/xml',
          '<?xml version="1.0"?><feed a="1"><entry>One</entry><entry><b>2</b></entry></feed>',
        );
      case '/html':
        return send('text/html; charset=utf-8', NASTY(`http://127.0.0.1:${port()}`));
      case '/png':
        return send('image/png', PNG);
      case '/moved':
        return void response.writeHead(302, { Location: '/json' }).end();
      case '/events':
      case '/chunks':
        response.writeHead(200, {
          'Content-Type': path === '/events' ? 'text/event-stream' : 'application/json',
        });
        response.flushHeaders();
        open.add(response);
        response.on('close', () => open.delete(response));
        return;
      default:
        response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is nothing here.');
    }
  });
  // A connection stays for the next request, however long a person takes.
  server.keepAliveTimeout = 0;
  const port = () => (server.address() as AddressInfo).port;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${port()}`,
    asked,
    event: (text) => {
      for (const one of open) one.write(text);
    },
    more: (text) => {
      for (const one of open)
        if (text === null) one.end();
        else one.write(text);
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
