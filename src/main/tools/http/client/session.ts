import type { Failure } from '../../../../contract/failure.ts';
import type { Endpoint, SessionState } from '../../../../contract/session.ts';
import { isLive } from '../../../../contract/states.ts';
import type { TlsBrief, TlsInfo } from '../../../../contract/tls.ts';
import type { WebSocketBrief } from '../../../../contract/http/web-socket.ts';
import type { HttpSession as Summary } from '../../../../contract/tools/http.ts';
import { Capture } from '../../../bench/capture/capture.ts';
import type { CaptureStore } from '../../../bench/capture/store.ts';
import { now } from '../../../bench/clock.ts';
import type { Registry, SessionItem } from '../../../bench/registry.ts';

export interface SessionParts {
  registry: Registry;
  captures: CaptureStore;
}

interface Init {
  role: 'client' | 'server';
  /** `https://localhost:8443`; of an accepted one the peer’s address. */
  title: string;
  /** The listener that accepted it. */
  listener: string | null;
  /** Closes the connection at once. */
  destroy(): void;
}

/** A connection of HTTP on the bench: its capture holds every byte of it, whatever it carries. */
export class HttpSession implements SessionItem {
  readonly id: string;
  readonly capture: Capture;
  local: Endpoint | null = null;
  remote: Endpoint | null = null;
  twin: string | null = null;
  protocol: Summary['details']['protocol'] = null;
  proxy: string | null = null;
  tls: TlsBrief | null = null;
  /** All there is to tell of its TLS. */
  tlsInfo: TlsInfo | null = null;
  requests = { begun: 0, open: 0 };
  notCaptured = 0;
  /** What is told of a WebSocket of ours. */
  webSocket: (() => WebSocketBrief) | null = null;
  /** One message to the other end, where there is one to send to. */
  send?: NonNullable<SessionItem['send']>;
  queued: () => number = () => 0;
  /** Why it is paused for want of room in the capture. */
  stalled: () => Failure | null = () => null;
  readonly #parts: SessionParts;
  readonly #init: Init;
  readonly #createdAt = now();
  #state: SessionState = 'connecting';
  #openedAt: number | null = null;
  #closedAt: number | null = null;
  #closeReason: string | null = null;
  #failure: Failure | null = null;

  constructor(parts: SessionParts, init: Init) {
    this.#parts = parts;
    this.#init = init;
    this.id = parts.registry.newId('http');
    this.capture = new Capture(parts.captures, this.id);
  }

  get over(): boolean {
    return !isLive(this.#state);
  }

  state(state: SessionState): void {
    if (state === 'open') this.#openedAt ??= now();
    this.#state = state;
    this.changed();
  }

  /** It is over: why, as a short sentence, and what went wrong. */
  ended(reason: string, failure: Failure | null = null): void {
    if (this.over) return;
    this.#closedAt = now();
    this.#closeReason = reason;
    this.#failure = failure;
    this.state(failure ? 'failed' : 'closed');
  }

  changed(): void {
    this.#parts.registry.touch(this.id);
  }

  summary(): Summary {
    const { role, title, listener } = this.#init;
    return {
      tool: 'http',
      id: this.id,
      role,
      listener,
      twin: this.twin,
      state: this.#state,
      title,
      local: this.local,
      remote: this.remote,
      createdAt: this.#createdAt,
      openedAt: this.#openedAt,
      closedAt: this.#closedAt,
      closeReason: this.#closeReason,
      failure: this.#failure,
      stalled: this.stalled(),
      counts: this.capture.counts(),
      queued: this.queued(),
      details: {
        protocol: this.protocol,
        requests: { ...this.requests },
        proxy: this.proxy,
        tls: this.tls,
        webSocket: this.webSocket?.() ?? null,
        notCaptured: this.notCaptured,
      },
    };
  }

  destroy(): void {
    this.#init.destroy();
  }
}
