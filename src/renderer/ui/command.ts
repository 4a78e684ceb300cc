/** Something that can be run from the palette. */
export interface Command {
  /** Stable; used as a key. */
  readonly id: string;
  /** What it does, as a sentence without an end: `Start listening`. */
  readonly title: string;
  /** Where it belongs: `TCP`, `Window`. */
  readonly group: string;
  /** Words that find it although they are not in the title. */
  readonly words?: string;
  readonly shortcut?: string;
  run(): void;
}
