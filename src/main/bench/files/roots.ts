/** The names of what the user chose, side by side: where two are called the same, the later gets a number. */
export class RootNames {
  readonly #taken = new Set<string>();

  take(name: string): string {
    const dot = name.lastIndexOf('.');
    const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    let unique = name;
    // Not told apart by many systems: a name that differs by case only would be in the way over there.
    for (let n = 2; this.#taken.has(key(unique)); n++) unique = `${stem} (${n})${end}`;
    this.#taken.add(key(unique));
    return unique;
  }
}

const key = (name: string): string => name.normalize('NFC').toLowerCase();
