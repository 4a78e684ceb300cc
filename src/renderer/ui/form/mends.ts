import type { Mend } from '../../../contract/failure.ts';

/**
 * The forms of the window by the names that mends know them by (`listen`, `udp bind`). A failure may speak of a form
 * that stands on another page: the shell shows the tool of the form before it is filled.
 */

const forms = new Map<string, (mend: Mend) => void>();

/** `fill` takes over what the mend sets and presses the form's button where it says so. */
export function registerForm(name: string, fill: (mend: Mend) => void): void {
  forms.set(name, fill);
}

export const canMend = ({ form }: Mend): boolean => forms.has(form);

/** Does what a mend says, whichever tool its form belongs to. */
export function mend(wanted: Mend): void {
  forms.get(wanted.form)?.(wanted);
}

/** The values of a mend that are fields of the form, each as the form holds it; `form` is the form as it stands. */
export function mendedFields<Form extends object>(form: Form, set: Mend['set']): Partial<Form> {
  const patch: Partial<Record<string, string | boolean>> = {};
  for (const [name, value] of Object.entries(form)) {
    const given = set[name];
    if (given === undefined) continue;
    if (typeof value === 'string') patch[name] = String(given);
    else if (typeof value === 'boolean' && typeof given === 'boolean') patch[name] = given;
  }
  return patch as Partial<Form>;
}
