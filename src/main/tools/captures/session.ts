import type { Failure } from '../../../contract/failure.ts';
import type { CapturesSession as Summary } from '../../../contract/tools/captures.ts';
import type { Direction, RowKind } from '../../../contract/rows.ts';
import { Capture } from '../../bench/capture/capture.ts';
import type { SessionFacts } from '../../bench/export/facts.ts';
import type { SessionSink } from '../../bench/import/sink.ts';
import type { SessionItem } from '../../bench/registry.ts';
import type { ToolParts } from '../../bench/tool-parts.ts';
import type { Texts } from './texts.ts';

/** A session of a file, as it was when it was captured: rows are only added while the file is read. */
export class OpenedSession implements SessionItem, SessionSink {
  readonly id: string;
  readonly capture: Capture;
  readonly #parts: ToolParts;
  readonly #file: { id: string; name: string };
  #facts: SessionFacts;
  readonly #texts: Texts;
  readonly #peers = new Set<string>();
  /** The time of its last row. */
  #last: number;
  /** Why reading it stopped early. */
  failure: Failure | null = null;

  constructor(parts: ToolParts, file: { id: string; name: string; texts: Texts }, facts: SessionFacts) {
    this.#parts = parts;
    this.id = parts.registry.newId('captures');
    this.capture = new Capture(parts.captures, this.id);
    this.#file = { id: file.id, name: file.name };
    this.#texts = file.texts;
    this.#facts = facts;
    this.#last = facts.createdAt;
  }

  data(time: number, direction: Direction, bytes: Uint8Array, peer?: string): void {
    this.capture.dataAt(time, direction, bytes, this.#known(peer) ? peer : undefined);
    this.#last = time;
  }

  event(time: number, kind: Exclude<RowKind, Direction>, text: string): void {
    if (!this.#texts.take(text)) return;
    this.capture.eventAt(time, kind, text);
    this.#last = time;
  }

  #known(peer: string | undefined): boolean {
    if (peer === undefined || this.#peers.has(peer)) return true;
    if (!this.#texts.take(peer)) return false;
    this.#peers.add(peer);
    return true;
  }

  update(facts: Partial<SessionFacts>): void {
    this.#facts = { ...this.#facts, ...facts };
  }

  summary(): Summary {
    const { tool, role, title, local, remote, createdAt, openedAt, closedAt, closeReason, protocol, tls } =
      this.#facts;
    return {
      tool: 'captures',
      id: this.id,
      role,
      listener: null,
      twin: null,
      state: 'closed',
      title,
      local,
      remote,
      createdAt,
      openedAt,
      // One absurd time is not to make it end before it began.
      closedAt: closedAt ?? Math.max(createdAt, this.#last),
      closeReason,
      failure: this.failure,
      stalled: null,
      counts: this.capture.counts(),
      queued: 0,
      details: { file: this.#file, protocol, capturedBy: tool, tls },
    };
  }

  changed(): void {
    this.#parts.registry.touch(this.id);
  }

  destroy(): void {
    return;
  }
}
