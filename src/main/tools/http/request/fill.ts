import { fillVariables, type Filled, variablesIn } from '../../../../contract/payload/variables.ts';
import { BenchError } from '../../../bench/failure.ts';
import type { Variables } from './prepared.ts';

/** Refuses what was typed in a field. `field` is its accessible name in lower case. */
export const refused = (field: string, message: string, hint?: string): BenchError =>
  new BenchError({ code: 'BAD_INPUT', field, message, ...(hint === undefined ? {} : { hint }) });

/** Puts the values of variables into texts of a request; failures name the field. */
export class Fill {
  readonly #variables: Variables;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  text(text: string, field: string): string {
    return this.whole(text, field).text;
  }

  /** Those that a text names and that have nothing in them. */
  empty(text: string): string[] {
    return variablesIn(text).filter((name) => this.#variables.get(name)?.value === '');
  }

  /** With the way back from a place of the text to what was written. */
  whole(text: string, field: string): Filled {
    const filled = fillVariables(text, (name) => this.#variables.get(name)?.value);
    if (filled.ok) return filled;
    const said = `{{${filled.name}}}`;
    switch (filled.why) {
      case 'missing':
        throw refused(
          field,
          `There is no variable ${filled.name} for ${said} in ${named(field)}.`,
          `${this.#variables.where ?? 'Add it to the variables.'} To send the braces themselves, write \\${said}.`,
        );
      case 'circle':
        throw refused(
          field,
          `The variable ${filled.name} in ${named(field)} leads back to itself.`,
          'Its value names variables that name it again. Take one of them out.',
        );
      case 'too long':
        throw refused(
          field,
          `With the variable ${filled.name} filled in, ${named(field)} is too long.`,
          'Send long bodies from a file.',
        );
    }
  }
}

/** A field as a sentence says it: `the URL`; one of several has its number for a name. */
const named = (field: string): string =>
  /\d$/.test(field) ? field : `the ${field.replace(/^url$/, 'URL').replace(/^unix/, 'Unix')}`;

/** The place to blame in front of a field’s number: `header 2`. */
export const numbered = (what: string, index: number): string => `${what} ${index + 1}`;
