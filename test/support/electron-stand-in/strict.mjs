/** Reads that JavaScript itself makes of any object: awaiting, printing, comparing. */
const HARMLESS = new Set(['then', 'toJSON', 'constructor', 'asymmetricMatch', 'nodeType']);

/**
 * The same object, except that reading something it doesn't have throws instead of giving undefined.
 * @template {object} T
 * @param {string} name
 * @param {T} object
 * @returns {T}
 */
export function strict(name, object) {
  return new Proxy(object, {
    get(target, key) {
      if (!(key in target) && typeof key === 'string' && !HARMLESS.has(key))
        throw notWritten(`${name}.${key}`);
      const value = Reflect.get(target, key, target);
      // Methods may use private fields, which the proxy doesn't have.
      return typeof value === 'function' && key !== 'constructor' ? value.bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}

/**
 * A part of Electron that isn't written: it can be imported, and throws when it is used.
 * @param {string} name
 */
export function missing(name) {
  const refuse = (what) => {
    throw notWritten(what);
  };
  return new Proxy(function () {}, {
    get: (_target, key) => (typeof key === 'symbol' ? undefined : refuse(`${name}.${key}`)),
    apply: () => refuse(`${name}()`),
    construct: () => refuse(`new ${name}()`),
  });
}

const notWritten = (what) => new Error(`electron stand-in: ${what} is not written`);
