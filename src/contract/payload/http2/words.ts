/** The names of RFC 9113, as they stand there. */

const TYPES = [
  'DATA',
  'HEADERS',
  'PRIORITY',
  'RST_STREAM',
  'SETTINGS',
  'PUSH_PROMISE',
  'PING',
  'GOAWAY',
  'WINDOW_UPDATE',
  'CONTINUATION',
];
const MORE_TYPES: Record<number, string> = { 0x0a: 'ALTSVC', 0x0c: 'ORIGIN', 0x10: 'PRIORITY_UPDATE' };

/** Undefined: no frame of this type is known. */
export const frameType = (type: number): string | undefined => TYPES[type] ?? MORE_TYPES[type];

const SETTINGS: Record<number, string> = {
  1: 'HEADER_TABLE_SIZE',
  2: 'ENABLE_PUSH',
  3: 'MAX_CONCURRENT_STREAMS',
  4: 'INITIAL_WINDOW_SIZE',
  5: 'MAX_FRAME_SIZE',
  6: 'MAX_HEADER_LIST_SIZE',
  8: 'ENABLE_CONNECT_PROTOCOL',
  9: 'NO_RFC7540_PRIORITIES',
};
export const settingName = (id: number): string => SETTINGS[id] ?? `0x${id.toString(16)}`;

const ERRORS: readonly (readonly [name: string, means: string])[] = [
  ['NO_ERROR', 'nothing is wrong'],
  ['PROTOCOL_ERROR', 'the rules of HTTP/2 were broken'],
  ['INTERNAL_ERROR', 'something went wrong inside'],
  ['FLOW_CONTROL_ERROR', 'more was sent than the window allows'],
  ['SETTINGS_TIMEOUT', 'its settings were not acknowledged in time'],
  ['STREAM_CLOSED', 'something came for a stream that was over'],
  ['FRAME_SIZE_ERROR', 'a frame had the wrong size'],
  ['REFUSED_STREAM', 'the request was not looked at, and can be sent again'],
  ['CANCEL', 'it is not wanted any more'],
  ['COMPRESSION_ERROR', 'the headers could not be decompressed'],
  ['CONNECT_ERROR', 'the connection of a CONNECT was reset'],
  ['ENHANCE_YOUR_CALM', 'too much was asked for'],
  ['INADEQUATE_SECURITY', 'TLS is not good enough for it'],
  ['HTTP_1_1_REQUIRED', 'HTTP/1.1 is wanted for this'],
];
/** `CANCEL (8)` */
export const errorName = (code: number): string =>
  `${ERRORS[code]?.[0] ?? 'unknown error'} (${code > 0xff ? `0x${code.toString(16)}` : code})`;
/** What it means, as a part of a sentence; empty where nobody knows. */
export const errorMeaning = (code: number): string => ERRORS[code]?.[1] ?? '';
