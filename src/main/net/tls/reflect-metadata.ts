/**
 * The certificate library finds its parts through a container that asks for the `reflect-metadata` polyfill at import.
 * These three are all it uses of it. Import this before the library.
 */
interface Metadata {
  getMetadata?(key: unknown, target: object): unknown;
  getOwnMetadata?(key: unknown, target: object): unknown;
  defineMetadata?(key: unknown, value: unknown, target: object): void;
}

const reflect = Reflect as Metadata;
if (!reflect.getMetadata) {
  const all = new WeakMap<object, Map<unknown, unknown>>();
  const own = (key: unknown, target: object) => all.get(target)?.get(key);
  reflect.getOwnMetadata = own;
  reflect.getMetadata = (key, target) => own(key, target);
  reflect.defineMetadata = (key, value, target) => {
    const known = all.get(target) ?? new Map<unknown, unknown>();
    all.set(target, known.set(key, value));
  };
}
