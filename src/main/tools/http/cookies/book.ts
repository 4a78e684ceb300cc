import { Jar } from './jar.ts';

/** The jars of all collections, and one of requests that belong to none. In memory alone. */
export class CookieBook {
  readonly #jars = new Map<string | null, Jar>();

  of(collection: string | null): Jar {
    let jar = this.#jars.get(collection);
    if (jar === undefined) this.#jars.set(collection, (jar = new Jar()));
    return jar;
  }
}
