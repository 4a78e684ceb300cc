/**
 * The kinds of row a timeline can hold. The index is what a capture stores, so new kinds go at the end.
 * `in` and `out` carry bytes of the wire; every other kind is a step in the life of the connection.
 */
export const ROW_KINDS = [
  'in',
  'out',
  'resolve',
  'connect',
  'accept',
  'end-sent',
  'end-received',
  'reset',
  'close',
  'error',
  'note',
  /** The connection's bytes go through TLS from here on, or TLS said something. */
  'tls',
  /** A fault that a relay was asked for. */
  'fault',
] as const;
export type RowKind = (typeof ROW_KINDS)[number];
export type Direction = 'in' | 'out';
export const isData = (kind: RowKind): kind is Direction => kind === 'in' || kind === 'out';

/** The most bytes of each row that a page of rows brings along for showing. */
export const PREVIEW_BYTES = 160;
/** The most rows one page holds. */
export const MAX_ROWS = 512;
