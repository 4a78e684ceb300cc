import type { Layout } from '../../../../contract/tools/http-view.ts';
import type { AnswerBodies } from './bodies.ts';
import { JsonLayout } from './json-layout.ts';
import { LaidBody } from './laid-body.ts';
import type { Lines } from './lines.ts';
import { MarkupLayout } from './markup-layout.ts';

/** Layouts that are kept though nobody looks at them. */
const KEPT = 8;

const MADE: Record<Layout, () => Lines> = {
  json: () => new JsonLayout(),
  xml: () => new MarkupLayout('xml'),
  html: () => new MarkupLayout('html'),
};

/** The layouts of bodies: each is made when it is first asked for, and goes with its exchange. */
export class Layouts {
  readonly #bodies: AnswerBodies;
  /** Least recently used first. */
  readonly #kept = new Map<string, { exchange: string; laid: LaidBody }>();

  constructor(bodies: AnswerBodies) {
    this.#bodies = bodies;
    bodies.onGone((exchange) => {
      for (const [key, one] of this.#kept) if (one.exchange === exchange) this.#drop(key);
    });
  }

  of(exchange: string, layout: Layout): LaidBody {
    const body = this.#bodies.get(exchange);
    const key = `${layout} ${exchange}`;
    const laid = this.#kept.get(key)?.laid ?? new LaidBody(body, MADE[layout]());
    this.#kept.delete(key);
    this.#kept.set(key, { exchange, laid });
    for (const [old, one] of this.#kept) {
      if (this.#kept.size <= KEPT) break;
      if (old !== key && !one.laid.watched) this.#drop(old);
    }
    return laid;
  }

  #drop(key: string): void {
    this.#kept.get(key)?.laid.remove();
    this.#kept.delete(key);
  }
}
