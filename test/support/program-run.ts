import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { within } from './wait.ts';

/** A program that a test started: what it has printed, waiting for a line, and its end. */
export class ProgramRun {
  readonly child: ChildProcess;
  output = '';
  readonly #ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly #listeners = new Set<() => void>();

  constructor(child: ChildProcess) {
    this.child = child;
    const grown = (text: string) => {
      this.output += text;
      for (const listener of [...this.#listeners]) listener();
    };
    child.stdout?.setEncoding('utf8').on('data', grown);
    child.stderr?.setEncoding('utf8').on('data', grown);
    this.#ended = once(child, 'close').then(([code, signal]) => {
      for (const listener of [...this.#listeners]) listener();
      return { code, signal };
    });
  }

  /** The first match of `pattern` in what it prints. Rejects when it ends without, or prints nothing like it in time. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    const seen = () => pattern.exec(this.output);
    const found = new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = seen();
        if (match) resolve(match);
        else if (this.child.exitCode !== null) reject(new Error(`it ended: ${this.output}`));
        else return;
        this.#listeners.delete(look);
      };
      this.#listeners.add(look);
      look();
    });
    return within(found, () => `${pattern} in: ${this.output}`);
  }

  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    return within(this.#ended, () => `its end; it printed: ${this.output}`);
  }

  /** Ends it as a terminal does, and by force where that doesn't help. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGTERM');
    try {
      await this.ended();
    } finally {
      this.child.kill('SIGKILL');
    }
  }
}
