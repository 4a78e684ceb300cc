/** The life of a session. Free of zod, so that the window can import it as it is. */
export const SESSION_STATES = [
  'resolving',
  'connecting',
  'open',
  /** We have sent our end (FIN); the peer may still send. */
  'end-sent',
  /** The peer has sent its end; we may still send. */
  'end-received',
  'closed',
  /** Never opened, or ended by an error or a reset: `failure` or `closeReason` says why. */
  'failed',
] as const;
export type SessionState = (typeof SESSION_STATES)[number];
export const isLive = (state: SessionState): boolean => state !== 'closed' && state !== 'failed';
