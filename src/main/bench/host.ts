import type { HostCommand } from '../../contract/host.ts';

/** What a save came to; see `capture.save` in the contract. */
export type SaveResult =
  { kind: 'saved'; path: string; bytes: number } | { kind: 'download'; url: string } | { kind: 'cancelled' };

/** Bytes to be saved: how many, and a way to read them from the start, piece by piece. */
export interface SaveSource {
  name: string;
  /** Null where it is known only at the end. */
  size: number | null;
  read(signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Ends a download that waits or runs after `save` has answered. */
  cancelled?: AbortSignal;
  /** Told once when a download has ended: `whole` when all was handed over, else the browser gave it up or never came. */
  ended?(whole: boolean): void;
}

/** Where a file is to be put; `download`: the host has no dialog, and what {@link HostServices.save} is given is fetched. */
export type Where = { kind: 'path'; path: string } | { kind: 'cancelled' } | { kind: 'download' };

/** What a dialog lets the user choose; `folder`: one, to put something into. */
export type Picked = 'files' | 'folders' | 'folder';

/** What the bench needs of the host it runs in. A host implements all of it; the bench never asks which host it is. */
export interface HostServices {
  readonly kind: 'electron' | 'browser';
  readonly nativeDialogs: boolean;
  /** A dialog and a file on the desktop; a one-time download address in a browser. */
  save(source: SaveSource, signal?: AbortSignal): Promise<SaveResult>;
  /** Asks where a file is to be put that is written while it comes. What stands there already may be replaced. */
  saveAs(name: string, signal?: AbortSignal): Promise<Where>;
  /** A dialog of the desktop; null when it was cancelled, and where the host has none. */
  pick(what: Picked, title: string, signal?: AbortSignal): Promise<string[] | null>;
  /** The folder for downloads of the user who runs the app. */
  downloads(): Promise<string>;
  /** Commands of the native menu, until the signal aborts; nothing where there is no native menu. */
  commands(signal: AbortSignal): AsyncIterable<HostCommand>;
  /** The theme the user chose, for what the host itself draws. */
  setTheme(theme: 'system' | 'light' | 'dark'): void;
}
