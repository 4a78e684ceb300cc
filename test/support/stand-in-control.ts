import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { within } from './wait.ts';

const rectangleSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type Rectangle = z.infer<typeof rectangleSchema>;

const windowSchema = z.object({
  bounds: rectangleSchema,
  maximized: z.boolean(),
  visible: z.boolean(),
  focused: z.number(),
  url: z.string(),
  options: z.record(z.string(), z.unknown()),
});
const messageSchema = z.union([
  z.object({ event: z.literal('devtools'), port: z.number() }),
  z.object({ id: z.number(), value: z.unknown().optional(), error: z.string().optional() }),
]);
const logSchema = z.array(z.looseObject({ what: z.string() }));
const menuSchema = z.array(z.object({ path: z.string(), accelerator: z.string().optional() }));

/** What a test asks of the stand-in for Electron in the process it started. */
export class StandIn {
  /** Where a driver attaches, once the first window is there. */
  readonly port: Promise<number>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #count = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.port = new Promise((resolve) => {
      child.on('message', (raw) => {
        const message = messageSchema.parse(raw);
        if ('event' in message) return resolve(message.port);
        const waiting = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        if (message.error === undefined) waiting?.resolve(message.value);
        else waiting?.reject(new Error(message.error));
      });
    });
  }

  async menuClick(label: string): Promise<void> {
    await this.#ask('menuClick', { label });
  }

  async menu(): Promise<z.infer<typeof menuSchema>> {
    return menuSchema.parse(await this.#ask('menu'));
  }

  /** The answer to the next dialog of a method, such as `showSaveDialog`. */
  async answer(method: string, value: unknown): Promise<void> {
    await this.#ask('answer', { method, value });
  }

  /** Says what is dropped on the window next: Chromium tells a page no paths, as Electron does. */
  async dropping(paths: readonly string[]): Promise<void> {
    await this.#ask('dropping', { paths });
  }

  async windows(): Promise<z.infer<typeof windowSchema>[]> {
    return z.array(windowSchema).parse(await this.#ask('windows'));
  }

  async moveWindow(bounds: Rectangle): Promise<void> {
    await this.#ask('moveWindow', { bounds });
  }

  async maximizeWindow(): Promise<void> {
    await this.#ask('maximizeWindow');
  }

  async minimizeWindow(): Promise<void> {
    await this.#ask('minimizeWindow');
  }

  /** Closes the window as its user does, and waits for the app to end. */
  async closeWindow(): Promise<void> {
    const ended = once(this.#child, 'exit');
    await this.#ask('closeWindow');
    await within(ended, () => 'the app to end with its last window');
  }

  /** What the app asked of the desktop, and what it denied to the page. */
  async log(): Promise<z.infer<typeof logSchema>> {
    return logSchema.parse(await this.#ask('log'));
  }

  async theme(): Promise<string> {
    return z.string().parse(await this.#ask('theme'));
  }

  /** Sends the app a message from a frame that isn't the window's own; true when its port was refused. */
  async foreignMessage(channel: string, url: string): Promise<boolean> {
    const answer = await this.#ask('foreignMessage', { channel, url });
    return z.object({ refused: z.boolean() }).parse(answer).refused;
  }

  #ask(operation: string, argument: object = {}): Promise<unknown> {
    const id = ++this.#count;
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#child.send({ id, operation, ...argument });
    return within(answer, () => `the stand-in to do ${operation}`);
  }
}
