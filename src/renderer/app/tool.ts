import type { ComponentType } from 'react';
import type { Mend } from '../../contract/failure.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Command } from '../ui/command.ts';
import type { IconProps } from '../ui/icons.tsx';

/** What the shell needs to know of a tool. */
export interface Tool {
  readonly slug: string;
  /** The name on its tab. */
  readonly name: string;
  readonly Icon: ComponentType<IconProps>;
  readonly Page: ComponentType;
  /** Its forms by the names that mends know them by; each fills in what a mend sets. The shell shows the tool first. */
  readonly forms?: Readonly<Record<string, (mend: Mend) => void>>;
  /** Takes over what the window remembered: once, before the first screen. */
  prepare(settings: Settings): void;
  /** The user chose other settings while the window is open. */
  onSettings?(now: Settings, before: Settings): void;
  /** What can be done now; asked for when the palette opens. The shell shows the tool when one is run. */
  commands(): Command[];
  /** Ctrl+N: a new thing of this tool. */
  create(): void;
  /** Takes files that were dropped on its tab. */
  onFiles?(files: FileList): void;
  /** Ends all that the tool has open; left out by a tool that opens nothing. */
  closeAll?(): unknown;
  /** Ctrl+W: ends what is selected. */
  closeSelected(): void;
}
