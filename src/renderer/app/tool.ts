import type { ComponentType } from 'react';
import type { Settings } from '../../contract/settings.ts';
import type { IconProps } from '../ui/icons.tsx';

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

/** What the shell needs to know of a tool. */
export interface Tool {
  readonly slug: string;
  /** The name on its tab. */
  readonly name: string;
  readonly Icon: ComponentType<IconProps>;
  readonly Page: ComponentType;
  /** Takes over what the window remembered: once, before the first screen. */
  prepare(settings: Settings): void;
  /** The user chose other settings while the window is open. */
  onSettings?(now: Settings, before: Settings): void;
  /** What can be done now; asked for when the palette opens. */
  commands(): Command[];
  /** Ctrl+N: a new thing of this tool. */
  create(): void;
  /** Ctrl+W: ends what is selected. */
  closeSelected(): void;
}
