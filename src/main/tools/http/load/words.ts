/** Why a request of a load failed, as a sentence that stands beside how often. */
export function failureWords(code: string): string {
  return WORDS[code] ?? `The system says ${code}.`;
}

const WORDS: Record<string, string> = {
  NO_ANSWER: 'The server closed the connection without an answer.',
  CUT_SHORT: 'The connection ended in the middle of an answer.',
  GARBAGE: 'What came is no HTTP. Send the request once to see where it breaks.',
  TIMED_OUT: 'Nothing came within the timeout of the request.',
  OTHER_CERTIFICATE: 'The server showed another certificate than the one that was verified first.',
  UPGRADED: 'The server changed to another protocol.',
  PROXY_REFUSED: 'The proxy did not let the connection through.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The server reset the connection.',
  EPIPE: 'The server had closed the connection before the request was sent.',
  ETIMEDOUT: 'The system gave the connection up: no answer.',
  EHOSTUNREACH: 'There was no way to the server.',
  ENETUNREACH: 'There was no way to the server.',
  EADDRNOTAVAIL: 'This machine had no free port left. Keep connections open, or use fewer.',
  EMFILE: 'This program may not open more files. Use fewer connections, or raise the limit (ulimit -n).',
  ENFILE: 'This machine has no more files to open.',
  ENOENT: 'There was no Unix socket at the path.',
  ERR_HTTP2_GOAWAY_SESSION: 'The server had said that it closes the connection (GOAWAY).',
  ERR_HTTP2_STREAM_ERROR: 'The server reset the stream.',
  ERR_HTTP2_SESSION_ERROR: 'The server closed the HTTP/2 connection with an error.',
  ERR_HTTP2_ERROR: 'What came is no HTTP/2.',
  ERR_HTTP2_STREAM_CANCEL: 'The connection ended before the stream did.',
};
