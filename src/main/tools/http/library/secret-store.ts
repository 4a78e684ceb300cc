/** Shorter ones would be found in any text. */
export const MIN_LENGTH = 4;

/**
 * The values of secret variables: in memory, as long as the bench runs, and nowhere else. They belong to an environment
 * of a collection, or (null) to all of its environments.
 */
export class SecretStore {
  readonly #values = new Map<string, Map<string, string>>();

  get(collection: string, environment: string | null, name: string): string | undefined {
    return this.#values.get(key(collection, environment))?.get(name);
  }

  /** An empty value is forgotten. */
  set(collection: string, environment: string | null, name: string, value: string): void {
    const at = key(collection, environment);
    const values = this.#values.get(at) ?? new Map<string, string>();
    this.#values.set(at, values);
    if (value === '') values.delete(name);
    else values.set(name, value);
  }

  forget(collection: string, environment: string): void {
    this.#values.delete(key(collection, environment));
  }

  /** The text with `{{name}}` in the place of each secret that is known. */
  without(text: string): string {
    let clean = text;
    for (const { name, value } of this.known())
      for (const form of formsOf(value)) clean = clean.replaceAll(form, `{{${name}}}`);
    return clean;
  }

  /** Those that can be found in a text. */
  *known(): Generator<{ name: string; value: string }> {
    for (const values of this.#values.values())
      for (const [name, value] of values) if (value.length >= MIN_LENGTH) yield { name, value };
  }
}

/** A secret as it may stand in a text: bare, in a URL or a form, in JSON. */
export function formsOf(value: string): Set<string> {
  // Half a character can't be encoded.
  const whole = Buffer.from(value).toString();
  return new Set([
    value,
    encodeURIComponent(whole),
    // As a URL is told, which leaves `&` as it stands.
    encodeURI(whole),
    encodeURI(whole).replaceAll("'", '%27'),
    new URLSearchParams({ '': whole }).toString().slice(1),
    JSON.stringify(value).slice(1, -1),
  ]);
}

const key = (collection: string, environment: string | null): string =>
  JSON.stringify([collection, environment]);
