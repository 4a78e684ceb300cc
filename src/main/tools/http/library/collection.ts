import { basename, join } from 'node:path';
import type { Failure } from '../../../../contract/failure.ts';
import type { CollectionBrief, LibraryItem } from '../../../../contract/http/library.ts';
import { BenchError, codeOf } from '../../../bench/failure.ts';
import { type EnvironmentText, NO_ENVIRONMENT, readEnvironment } from './environment-file.ts';
import { FolderWatch } from './folder-watch.ts';
import { ENVIRONMENTS, fileName, gone, SETTINGS } from './places.ts';
import { failureOf, type Known, readText, scan } from './scan.ts';

/** A folder of requests, as it is on the disk: it is looked at again whenever something in it changes. */
export class Collection {
  readonly folder: string;
  items: readonly LibraryItem[] = [];
  #version = 0;
  #known: Known = new Map();
  #problem: Failure | null = null;
  #name: string;
  #environments: CollectionBrief['environments'] = [];
  /** All that a window is told: nothing changed while this is the same. */
  #told = '';
  #watch: FolderWatch | null = null;
  #looking: Promise<void> = Promise.resolve();
  #again = false;
  #acting: Promise<unknown> = Promise.resolve();
  readonly #changed: () => void;

  constructor(folder: string, changed: () => void) {
    this.folder = folder;
    this.#name = basename(folder) || folder;
    this.#changed = changed;
  }

  brief(): CollectionBrief {
    return {
      folder: this.folder,
      name: this.#name,
      version: this.#version,
      items: this.items.length,
      environments: this.#environments,
      problem: this.#problem,
    };
  }

  /** Does one thing with its files after the other: two windows may want the same name, or the same file. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#acting.then(work);
    this.#acting = done.catch(() => undefined);
    return done;
  }

  /** Looks at the folder; looks that are asked for meanwhile are one more. */
  look(): Promise<void> {
    if (this.#again) return this.#looking;
    this.#again = true;
    this.#looking = this.#looking.then(() => {
      this.#again = false;
      return this.#look();
    });
    return this.#looking;
  }

  /** While it is watched, a change on the disk is told without being asked. */
  watched(on: boolean): void {
    if (!on) {
      this.#watch?.close();
      this.#watch = null;
    } else if (!this.#watch) {
      this.#watch = new FolderWatch(() => void this.look());
      this.#watch.set(new Set([this.folder]));
      void this.look();
    }
  }

  async #look(): Promise<void> {
    try {
      const found = await scan(this.folder, this.#known);
      this.items = found.items;
      this.#known = found.known;
      this.#problem = found.problem;
      this.#environments = await Promise.all(
        found.environments.map(async ({ name }) => ({ name, problem: await this.#wrongWith(name) })),
      );
      const settings = await this.environment(null).catch((error: unknown) => {
        this.#problem ??= failureOf(error);
        return null;
      });
      this.#name = settings?.text.name ?? (basename(this.folder) || this.folder);
      this.#watch?.set(found.folders);
    } catch (error) {
      this.items = [];
      // It is looked for until it is back.
      this.#watch?.set(new Set([this.folder]));
      this.#problem =
        codeOf(error) === 'ENOENT'
          ? {
              code: 'NOT_FOUND',
              message: `The folder ${this.folder} is not there.`,
              hint: 'It was moved or removed, or its disk is not connected. Close the collection, or bring it back.',
              mends: [],
            }
          : gone(this.folder, error).failure;
    }
    const told = JSON.stringify([this.items, this.brief()], (key, value: unknown) =>
      key === 'version' ? 0 : value,
    );
    if (told === this.#told) return;
    this.#told = told;
    this.#version++;
    this.#changed();
  }

  async #wrongWith(environment: string): Promise<Failure | null> {
    return this.environment(environment).then(
      () => null,
      (error: unknown) => failureOf(error),
    );
  }

  /** The file of an environment; null: what all of them share. */
  fileOf(environment: string | null): string {
    if (environment !== null && fileName(environment) !== environment)
      throw new BenchError({
        code: 'BAD_INPUT',
        field: 'name',
        message: `An environment can’t be called “${environment}”: its file could not.`,
        hint: 'Leave out / \\ : * ? " < > | and dots at either end.',
      });
    return environment === null
      ? join(this.folder, SETTINGS)
      : join(this.folder, ENVIRONMENTS, `${environment}.yaml`);
  }

  /** As it is on the disk now. There need be no file of what all environments share. */
  async environment(
    name: string | null,
  ): Promise<{ text: EnvironmentText; source: string | null; revision: string }> {
    const file = this.fileOf(name);
    try {
      const shown = name === null ? SETTINGS : `${ENVIRONMENTS}/${name}.yaml`;
      const { text: source, revision } = await readText(file, shown);
      return { text: readEnvironment(shown, source), source, revision };
    } catch (error) {
      if (error instanceof BenchError) throw error;
      if (name === null && codeOf(error) === 'ENOENT')
        return { text: NO_ENVIRONMENT, source: null, revision: '' };
      if (codeOf(error) !== 'ENOENT') throw gone(file, error);
      throw new BenchError({
        code: 'NOT_FOUND',
        field: 'environment',
        message: `There is no environment “${name}” in ${this.#name} any more.`,
        hint: 'Choose another one, or none.',
      });
    }
  }
}
