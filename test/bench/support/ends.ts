import { writeFile } from 'node:fs/promises';
import type { ReceiveInput, TransferMode, TransferSession } from '../../../src/contract/tools/transfer.ts';
import { type App, memoryOf, startApp } from './app.ts';

/** One transfer, as both ends saw it. */
export interface Moved {
  seconds: number;
  sent: TransferSession;
  received: TransferSession;
}

export interface To {
  mode: TransferMode;
  /** Where the receiver listens. */
  port: number;
  /** The port to connect to, where something stands between the two. */
  through?: number;
}

/** Two apps on this machine: one sends, the other receives. */
export class Ends {
  readonly sender: App;
  readonly receiver: App;

  private constructor(sender: App, receiver: App) {
    this.sender = sender;
    this.receiver = receiver;
  }

  static async start(): Promise<Ends> {
    return new Ends(await startApp(), await startApp());
  }

  /** Waits for senders. What was received before is written over, or carried on in verified mode. */
  async receive(mode: TransferMode, folder: string, more: Partial<ReceiveInput> = {}): Promise<To> {
    const { port } = await this.receiver.client.transfer.receive({
      place: { how: 'listen', address: '127.0.0.1', port: 0 },
      mode,
      folder,
      existing: 'continue',
      fileName: mode === 'plain' ? 'received' : '',
      ...more,
    });
    if (port === null) throw new Error('the receiver does not listen');
    return { mode, port };
  }

  /** Sends a file or a folder; resolves when both ends are through with it, however it ended. */
  async send(path: string, { mode, port, through = port }: To): Promise<Moved> {
    const { sender, receiver } = this;
    const start = performance.timeOrigin + performance.now();
    await sender.client.transfer.send({
      place: { how: 'connect', host: '127.0.0.1', port: through },
      mode,
      items: [{ kind: 'path', path }],
    });
    const [sent, received] = await Promise.all([ended(sender), ended(receiver)]);
    for (const [app, { id }] of [[sender, sent] as const, [receiver, received] as const])
      await removed(app, id);
    const end = Math.max(sent.closedAt ?? 0, received.closedAt ?? 0);
    return { seconds: (end - start) / 1000, sent, received };
  }

  /** As {@link Ends.send}, and throws unless everything is there. Answers the seconds it took. */
  async sendWhole(path: string, to: To): Promise<number> {
    const { seconds, sent, received } = await this.send(path, to);
    for (const { failure, details } of [sent, received])
      if (details.outcome !== 'whole') throw new Error(`${details.outcome}: ${failure?.message}`);
    return seconds;
  }

  /** By how many bytes the one of the two that grew more was larger at its highest, while `work` went on. */
  async growth(work: () => Promise<unknown>): Promise<number> {
    const pids = [this.sender.pid, this.receiver.pid];
    const before = await Promise.all(
      pids.map(async (pid) => {
        // The highest so far begins anew.
        await writeFile(`/proc/${pid}/clear_refs`, '5');
        return (await memoryOf(pid)).now;
      }),
    );
    await work();
    const after = await Promise.all(pids.map((pid) => memoryOf(pid)));
    return Math.max(...after.map(({ peak }, i) => peak - (before[i] ?? 0)));
  }

  async close(): Promise<void> {
    await this.sender.close();
    await this.receiver.close();
  }
}

async function removed({ client, watch }: App, id: string): Promise<void> {
  await client.bench.remove({ ids: [id] });
  await watch.until('a transfer that is gone', () => !watch.sessions.has(id));
}

/** The one transfer of an app, when it is over. Gives up only when nothing moves any more. */
async function ended({ watch }: App): Promise<TransferSession> {
  for (let before = -1; ;) {
    const one = await watch.until('a transfer that goes on', () => {
      const [only] = watch.sessions.values();
      if (only?.tool !== 'transfer') return null;
      return only.closedAt !== null || progressOf(only) > before ? only : null;
    });
    if (one.closedAt !== null) return one;
    before = progressOf(one);
  }
}

/** Grows as long as a transfer moves. */
export const progressOf = ({ details: { bytes, files } }: TransferSession) =>
  bytes.moved + files.listed + files.done;
