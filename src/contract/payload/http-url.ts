import { WrittenUrl } from './written-url.ts';

/** The address of a request as it is typed: shorthands, and why it is none. */
export type ReadUrl = { ok: true; url: URL } | { ok: false; message: string; hint: string };

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
const HTTP = ['http', 'https'];
const WEBSOCKET = ['ws', 'wss', ...HTTP];
const EXAMPLE = 'Write it as http://host:port/path, or in short as :3000/path or localhost/path.';

/**
 * Reads `:3000/x`, `localhost:3000`, `example.com/x`, `[::1]:80`, `https://…`; without a scheme it is http. With
 * `webSocket`, ws and wss are meant and come out, also where http and https are written. Path and query stay as they are
 * typed, with escapes for what no request can carry.
 */
export function readHttpUrl(typed: string, { webSocket = false, noHost = false } = {}): ReadUrl {
  const text = typed.trim();
  const no = (message: string, hint = EXAMPLE): ReadUrl => ({ ok: false, message, hint });
  if (text === '') return no('URL is missing.');
  // The parser of URLs drops these without a word.
  if (/[\r\n\t]/.test(text)) return no('The URL has a line break or a tab in it.', 'Take it out.');
  const cut = /^(https?|wss?):\/(?!\/)/i.exec(text)?.[0];
  if (cut !== undefined)
    return no(`Behind ${cut} a slash is missing.`, `Write it as ${cut}/${text.slice(cut.length)}.`);
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  const known = webSocket ? WEBSOCKET : HTTP;
  if (scheme !== undefined && !known.includes(scheme)) {
    return no(
      `${scheme}:// is no address ${webSocket ? 'of a WebSocket' : 'of HTTP'}.`,
      !webSocket && WEBSOCKET.includes(scheme)
        ? 'Choose WebSocket as the kind of request.'
        : `Begin it with ${known.map((one) => `${one}://`).join(' or ')}.`,
    );
  }
  const whole = scheme === undefined ? `http://${expand(text, noHost)}` : text;
  const after = whole.slice(whole.indexOf('//') + 2);
  const authority = /^[^/?#]*/.exec(after)![0];
  const hostPort = authority.slice(authority.lastIndexOf('@') + 1);
  if (hostPort === '' || /^:\d*$/.test(hostPort)) return no('The URL has no host.');
  // Parsers of URLs differ: one writes a space in a host as %20, another has none of it.
  if (/[\s<>^|"`{}\\]/.test(hostPort)) return no(...blame(hostPort));
  let url: URL;
  try {
    const origin = whole.slice(0, -after.length) + authority.replaceAll('\\', '%5C');
    url = new WrittenUrl(webSocket ? origin.replace(/^http/i, 'ws') : origin, after.slice(authority.length));
  } catch {
    return no(...blame(hostPort));
  }
  if (url.port === '0') return no('Port 0 is none that one can connect to.', 'Ports are from 1 to 65535.');
  return { ok: true, url };
}

/** A URL without its scheme. */
function expand(text: string, noHost: boolean): string {
  if (text.startsWith('//')) return text.slice(2);
  if (noHost && text.startsWith('/')) return `localhost${text}`;
  const host = /^[^/?#]*/.exec(text)![0];
  if (/^[0-9a-f:.]+$/i.test(host) && host.split(':').length > 2) return `[${host}]${text.slice(host.length)}`;
  if (/^:\d+$/.test(host)) return `localhost${text}`;
  if (host === ':') return `localhost${text.slice(1)}`;
  return text;
}

/** What is wrong with the host or the port. */
function blame(hostPort: string): [message: string, hint?: string] {
  if (hostPort.startsWith('[')) {
    const end = hostPort.indexOf(']');
    if (end === -1) return ['The ] after the IPv6 address is missing.', 'Write it as http://[::1]:8080/.'];
    if (!/^\[[0-9a-f:.]+\]/i.test(hostPort))
      return [`${hostPort.slice(0, end + 1)} is no IPv6 address.`, 'Write it as http://[::1]:8080/.'];
  }
  const port = /:([^:\]]*)$/.exec(hostPort)?.[1];
  if (port !== undefined && !/^\d*$/.test(port))
    return [`The port ${port} isn’t a number.`, 'Ports are from 1 to 65535.'];
  if (port !== undefined && Number(port) > 65_535)
    return [`There is no port ${port}.`, 'Ports are from 1 to 65535.'];
  const host = hostPort.replace(/:\d*$/, '');
  const bad = /[\s<>^|%"`{}\\]/.exec(host)?.[0];
  if (bad !== undefined)
    return [
      bad.trim() === '' ? 'The host has a space in it.' : `The host can’t have ${bad} in it.`,
      'A host is a name such as example.com, or an address such as 127.0.0.1.',
    ];
  return [`${host} is no host.`];
}
