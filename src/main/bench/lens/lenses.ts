import type { z } from 'zod';
import type { lensSpecSchema } from '../../../contract/lens.ts';
import type { Direction } from '../../../contract/rows.ts';
import type { Capture } from '../capture/capture.ts';
import type { CaptureStore } from '../capture/store.ts';
import { BenchError } from '../failure.ts';
import { logged } from '../logged.ts';
import { Lens } from './lens.ts';

type Spec = z.output<typeof lensSpecSchema>;

/** Lenses of one capture that are kept though nobody looks through them. */
const KEPT = 3;
/** Lenses of one capture that may be looked through at once, in several windows. */
const WATCHED = 8;

interface Kept {
  key: string;
  lens: Lens;
  independent: () => void;
}

/** The lenses on the captures of a bench: each is made when it is first asked for, and goes with its capture. */
export class Lenses {
  readonly #store: CaptureStore;
  /** Least recently used first. */
  readonly #kept = new WeakMap<Capture, Kept[]>();
  #lastId = 0;

  constructor(store: CaptureStore) {
    this.#store = store;
  }

  of(capture: Capture, spec: Spec): Lens {
    const kept = this.#kept.get(capture) ?? [];
    this.#kept.set(capture, kept);
    const key = JSON.stringify(spec);
    const at = kept.findIndex((one) => one.key === key);
    const found = at < 0 ? this.#make(capture, kept, key, spec) : kept.splice(at, 1)[0]!;
    kept.push(found);
    return found.lens;
  }

  #make(capture: Capture, kept: Kept[], key: string, spec: Spec): Kept {
    while (kept.length >= KEPT) {
      const at = kept.findIndex(({ lens }) => !lens.watched);
      if (at < 0) break;
      const [gone] = kept.splice(at, 1);
      gone!.independent();
      gone!.lens.remove().catch(logged('lens'));
    }
    if (kept.length >= WATCHED) {
      throw new BenchError({
        code: 'TOO_MUCH',
        message: `At most ${WATCHED} framings of one session can be looked at together.`,
        hint: 'Choose one of those in another window, or close a window.',
      });
    }
    const starts = (direction: Direction) =>
      [...new Set(spec.starts.filter((one) => one.direction === direction).map((one) => one.offset))].sort(
        (a, b) => a - b,
      );
    const choice = { framing: spec.framing, starts: { in: starts('in'), out: starts('out') } };
    const lens = new Lens(this.#store, capture, choice, `lens-${++this.#lastId}`);
    return { key, lens, independent: capture.depend(lens) };
  }
}
