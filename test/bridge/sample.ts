import { EventEmitter, once } from 'node:events';
import { eventIterator } from '@orpc/contract';
import { implement, ORPCError } from '@orpc/server';
import { z } from 'zod';
import { base, bytesSchema, MAX_CHUNK } from '../../src/contract/bridge.ts';
import { type Failure, failureSchema } from '../../src/contract/failure.ts';
import { type ChannelHandler, createChannelHandler } from '../../src/main/bench/bridge/serve-channel.ts';
import { within } from '../support/wait.ts';

/** A small contract that has one call for each thing a bridge must carry. */
export const sample = {
  echo: base.input(z.object({ bytes: bytesSchema })).output(z.instanceof(Blob)),
  /** Counts up to `to`, or forever. */
  count: base.input(z.object({ to: z.int().optional() })).output(eventIterator(z.object({ n: z.number() }))),
  /** Answers when it is cancelled. */
  hang: base.output(z.object({})),
  refuse: base.input(failureSchema).output(z.object({})),
  /** Fails with what no contract knows of. */
  crash: base.output(z.object({})),
  listen: base.input(z.object({ port: z.int().min(0).max(65535) })).output(z.object({ port: z.int() })),
  /** 1 MiB pieces as fast as they are taken. */
  flood: base.output(eventIterator(z.instanceof(Blob))),
};
export type Sample = typeof sample;

/** The sample's handlers, and what happened to the calls that wait. */
export class SampleBench {
  readonly handleChannel: ChannelHandler;
  readonly refusals: string[] = [];
  started = 0;
  ended = 0;
  readonly #changes = new EventEmitter();

  constructor() {
    const os = implement(sample);
    const begin = () => this.#change(() => (this.started += 1));
    const end = () => this.#change(() => (this.ended += 1));
    const router = {
      echo: os.echo.handler(({ input }) => input.bytes),
      count: os.count.handler(async function* ({ input, signal }) {
        begin();
        try {
          for (let n = 1; n <= (input.to ?? Infinity); n += 1) {
            yield { n };
            // A turn of the event loop, so that an endless one leaves room for its cancel.
            await new Promise((resolve) => setImmediate(resolve));
            if (signal?.aborted) return;
          }
        } finally {
          end();
        }
      }),
      hang: os.hang.handler(async ({ signal }) => {
        begin();
        if (signal && !signal.aborted) await once(signal, 'abort');
        end();
        return {};
      }),
      refuse: os.refuse.handler(({ input }) => {
        throw new ORPCError<'FAILED', Failure>('FAILED', {
          defined: true,
          data: input,
          message: input.message,
        });
      }),
      crash: os.crash.handler(() => {
        throw new RangeError('insides that stay inside');
      }),
      listen: os.listen.handler(({ input }) => ({ port: input.port })),
      flood: os.flood.handler(async function* ({ signal }) {
        begin();
        try {
          const piece = new Blob([new Uint8Array(MAX_CHUNK)]);
          for (;;) {
            if (signal?.aborted) return;
            yield piece;
            await new Promise((resolve) => setImmediate(resolve));
          }
        } finally {
          end();
        }
      }),
    };
    this.handleChannel = createChannelHandler(router, (reason) => this.refusals.push(reason));
  }

  /** Waits until that many calls have begun. */
  begun(count: number): Promise<void> {
    return this.#until(
      () => this.started >= count,
      () => `${count} calls to begin, ${this.started} did`,
    );
  }

  /** Waits until every call that began has ended. */
  idle(): Promise<void> {
    return this.#until(
      () => this.ended === this.started,
      () => `${this.started} calls to end, ${this.ended} did`,
    );
  }

  #change(apply: () => void): void {
    apply();
    this.#changes.emit('change');
  }

  async #until(reached: () => boolean, why: () => string): Promise<void> {
    const waiting = async () => {
      while (!reached()) await once(this.#changes, 'change');
    };
    await within(waiting(), why);
  }
}
