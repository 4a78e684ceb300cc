/** What is known of a message of HTTP before the frames, by the bytes of its head. */
export interface HandshakeHead {
  /** Bytes before it: what a proxy was told in its own words. */
  before: number;
  /** `GET /chat HTTP/1.1` */
  line: string;
  /** The frames follow: of a client, or of a server. */
  upgrades: 'client' | 'server' | null;
  protocol: string | null;
  deflate: boolean;
  /** Bytes of its body; null: that is not known. */
  body: number | null;
}

/** What a proxy was told may end with a byte that is a letter: methods are those that there are. */
const START =
  /(?:GET|CONNECT|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \S{1,8000} HTTP\/1\.[01]\r\n|HTTP\/1\.[01] \d{3}[^\r\n]*\r\n/;

/** Reads a head, up to its empty line; null: it is none. */
export function readHead(bytes: Uint8Array): HandshakeHead | null {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  const found = START.exec(text);
  if (!found) return null;
  const [first = '', ...rest] = text.slice(found.index).split('\r\n');
  const headers = new Map(
    rest.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(0, colon)).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const status = /^HTTP\S* (\d{3})/.exec(first)?.[1];
  const asks = /\bwebsocket\b/i.test(headers.get('upgrade') ?? '');
  const length = headers.get('content-length');
  const chunked = headers.has('transfer-encoding');
  return {
    before: found.index,
    line: first.length > 300 ? `${first.slice(0, 300)}…` : first,
    upgrades: !asks ? null : status === undefined ? 'client' : status === '101' ? 'server' : null,
    protocol: headers.get('sec-websocket-protocol') ?? null,
    deflate: /\bpermessage-deflate\b/i.test(headers.get('sec-websocket-extensions') ?? ''),
    body: chunked
      ? null
      : length !== undefined
        ? /^\d{1,15}$/.test(length)
          ? Number(length)
          : null
        : // An answer without a length goes on to the end, unless it is one of a proxy that has connected.
          status === undefined || /^(1|204|304|200 Conn)/i.test(first.slice(first.indexOf(' ') + 1))
          ? 0
          : null,
  };
}
