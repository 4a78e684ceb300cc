/** Names side by side, as those of what the user chose: where two are called the same, the later gets a number. */
export class UniqueNames {
  readonly #taken = new Set<string>();

  /** `a.txt`, then `a (2).txt`. Names that differ only by case or normal form are the same on many systems. */
  take(name: string): string {
    const dot = name.lastIndexOf('.');
    const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    let unique = name;
    for (let n = 2; this.#taken.has(key(unique)); n++) unique = `${stem} (${n})${end}`;
    this.#taken.add(key(unique));
    return unique;
  }
}

const key = (name: string): string => name.normalize('NFC').toLowerCase();
