import type { CaptureStore } from '../../bench/capture/store.ts';
import type { Registry } from '../../bench/registry.ts';
import type { RuleBook } from '../../net/respond/rules/rules-in-use.ts';
import type { Twins } from '../../net/twins.ts';
import type { Responder } from '../../net/respond/responder.ts';
import type { TcpSession } from './session.ts';
import type { Wrap } from './session-tls.ts';

/** What all sessions of the tool share. */
export interface SessionParts {
  registry: Registry;
  captures: CaptureStore;
  rules: RuleBook;
  twins: Twins<TcpSession>;
}

export interface SocketOptions {
  noDelay: boolean;
  keepAlive: boolean;
  keepAliveDelayMs: number;
}

/** What a session asks of whoever made it: a listener may change these while the session lives. */
export interface SessionOwner {
  readonly listener: string | null;
  readonly whenPeerEnds: 'close' | 'keep';
  /** Null where nothing is ever answered. */
  readonly responder: Responder | null;
  /** A client that sends a ClientHello is answered by this; null: not. */
  readonly tlsWhenAsked: Wrap | null;
  ended(session: TcpSession): void;
}

export const OWN: Omit<SessionOwner, 'whenPeerEnds'> = {
  listener: null,
  responder: null,
  tlsWhenAsked: null,
  ended: () => undefined,
};
