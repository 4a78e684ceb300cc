import { BenchError } from '../../../../bench/failure.ts';

/** What the readers of several shells have in common. */

/** One command: the words behind `curl`, and what it is handed. */
export interface Command {
  words: string[];
  /** A text, or the path of a file; null: nothing that is known. */
  stdin: { text: string } | { path: string } | null;
}

export const bad = (message: string, hint: string): BenchError =>
  new BenchError({ code: 'BAD_INPUT', field: 'command', message, hint });

export const unclosed = (quote: string): BenchError =>
  bad(
    'The quotes of this command don’t fit together.',
    `Each ' and " needs a second one: one ${quote} has none.`,
  );

/** A variable of the shell as one of ours, which is told. */
export function shellVariable(name: string, notes: string[]): string {
  notes.push(
    `$${name} is a variable of the shell: here it is {{${name}}}. Give it a value in an environment.`,
  );
  return `{{${name}}}`;
}
