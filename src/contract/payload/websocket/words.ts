/** What the numbers of WebSocket mean: RFC 6455 and the registries that IANA keeps for it. */

export const CONTINUATION = 0x0;
export const TEXT = 0x1;
export const BINARY = 0x2;
export const CLOSE = 0x8;
export const PING = 0x9;
export const PONG = 0xa;

const OPCODES: Record<number, string> = {
  [CONTINUATION]: 'Continuation',
  [TEXT]: 'Text',
  [BINARY]: 'Binary',
  [CLOSE]: 'Close',
  [PING]: 'Ping',
  [PONG]: 'Pong',
};
/** Undefined: it is reserved. */
export const opcodeName = (opcode: number): string | undefined => OPCODES[opcode];

/** Name and meaning of each code that closes a connection (RFC 6455 section 7.4.1, and IANA’s registry). */
const CLOSES: Record<number, readonly [name: string, means: string]> = {
  1000: ['normal closure', 'it did what it was for'],
  1001: ['going away', 'the server goes down, or the page was left'],
  1002: ['protocol error', 'the other end broke the rules of WebSocket'],
  1003: ['unsupported data', 'it can’t take this kind of message'],
  1004: ['reserved', 'no meaning is defined for it'],
  1005: ['no status', 'the close said no code; it never stands on the wire'],
  1006: ['abnormal closure', 'the connection ended without a close; it never stands on the wire'],
  1007: ['invalid payload', 'what a message held did not fit its kind, such as text that is no UTF-8'],
  1008: ['policy violation', 'a message was against what it allows'],
  1009: ['message too big', 'a message was larger than it takes'],
  1010: ['extension missing', 'the client wanted an extension that the server did not agree on'],
  1011: ['internal error', 'something unexpected kept it from going on'],
  1012: ['service restart', 'the server restarts; connect again in a while'],
  1013: ['try again later', 'the server has too much to do'],
  1014: ['bad gateway', 'a gateway got no proper answer from the server behind it'],
  1015: ['TLS handshake', 'TLS failed; it never stands on the wire'],
  3000: ['unauthorized', 'it has to be known who asks'],
  3003: ['forbidden', 'this is not allowed to who asks'],
  3008: ['timeout', 'the other end took too long'],
};

/** `1000 (normal closure)`; of those that nobody has named who may give them a meaning. */
export function closeName(code: number): string {
  const known = CLOSES[code]?.[0];
  if (known) return `${code} (${known})`;
  if (code >= 4000 && code <= 4999) return `${code} (of the application)`;
  if (code >= 3000 && code <= 3999) return `${code} (of a library or framework)`;
  return `${code} (no code there is)`;
}

/** What it means, as a part of a sentence; empty where only the application knows. */
export const closeMeaning = (code: number): string => CLOSES[code]?.[1] ?? '';

/** Whether a code may stand in a close frame (RFC 6455 section 7.4). */
export const mayClose = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);

/** The codes that one chooses from, with what they are called. */
export const CLOSE_CODES = [
  1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4000,
] as const;

/** The most bytes of a ping, a pong or a close (RFC 6455 section 5.5), and of a close’s reason. */
export const MAX_CONTROL = 125;
export const MAX_REASON = MAX_CONTROL - 2;

export const CLOSE_MESSAGE = 'Code must be 1000 to 1003, 1007 to 1014, or 3000 to 4999.';
