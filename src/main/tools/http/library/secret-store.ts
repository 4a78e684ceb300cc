import { FoundSecret, MIN_LENGTH } from './find-secret.ts';

/**
 * The values of secret variables: in memory, as long as the bench runs, and nowhere else. They belong to an environment
 * of a collection, or (null) to all of its environments.
 */
export class SecretStore {
  readonly #values = new Map<string, Map<string, { value: string; found: FoundSecret }>>();

  get(collection: string, environment: string | null, name: string): string | undefined {
    return this.#values.get(key(collection, environment))?.get(name)?.value;
  }

  /** An empty value is forgotten. */
  set(collection: string, environment: string | null, name: string, value: string): void {
    const at = key(collection, environment);
    const values = this.#values.get(at) ?? new Map<string, { value: string; found: FoundSecret }>();
    this.#values.set(at, values);
    if (value === '') values.delete(name);
    else values.set(name, { value, found: new FoundSecret(name, value) });
  }

  forget(collection: string, environment: string): void {
    this.#values.delete(key(collection, environment));
  }

  /** The text with `{{name}}` in the place of each secret that is known. */
  without(text: string): string {
    let clean = text;
    for (const secret of this.known()) clean = secret.without(clean);
    return clean;
  }

  /** Those that can be found in a text. */
  *known(): Generator<FoundSecret> {
    for (const values of this.#values.values())
      for (const { value, found } of values.values()) if (value.length >= MIN_LENGTH) yield found;
  }
}

const key = (collection: string, environment: string | null): string =>
  JSON.stringify([collection, environment]);
