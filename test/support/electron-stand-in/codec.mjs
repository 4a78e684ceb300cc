/**
 * Structured-clone values as text, for the DevTools protocol carries nothing else. The function stands for itself: its
 * source also runs in the page. Not carried: cycles, and class instances beyond those that are listed.
 */
export function createCodec() {
  const node = typeof Buffer !== 'undefined';
  const toBase64 = (bytes) =>
    node
      ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
      : bytes.toBase64();
  // In Node a copy of its own, because a Buffer may be a view on a pool.
  const fromBase64 = (text) =>
    node ? new Uint8Array(Buffer.from(text, 'base64')) : Uint8Array.fromBase64(text);

  function pack(value) {
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'bigint') return { $: 'bigint', text: String(value) };
    if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', text: String(value) };
    if (typeof value === 'function' || typeof value === 'symbol')
      throw new Error('An object could not be cloned.');
    if (value === null || typeof value !== 'object') return value;
    if (value instanceof Date) return { $: 'date', time: value.getTime() };
    if (value instanceof ArrayBuffer) return { $: 'buffer', base64: toBase64(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return { $: 'view', type: value.constructor.name, base64: toBase64(bytes) };
    }
    if (value instanceof Map) return { $: 'map', entries: [...value].map(([k, v]) => [pack(k), pack(v)]) };
    if (value instanceof Set) return { $: 'set', values: [...value].map(pack) };
    if (value instanceof Error) return { $: 'error', message: value.message };
    if (Array.isArray(value)) return value.map(pack);
    const plain = [null, Object.prototype].includes(Object.getPrototypeOf(value));
    if (!plain) throw new Error(`electron stand-in: a ${value.constructor.name} can't be cloned`);
    return { $: 'object', entries: Object.entries(value).map(([k, v]) => [k, pack(v)]) };
  }

  function unpack(packed) {
    if (Array.isArray(packed)) return packed.map(unpack);
    if (packed === null || typeof packed !== 'object') return packed;
    switch (packed.$) {
      case 'undefined':
        return undefined;
      case 'bigint':
        return BigInt(packed.text);
      case 'number':
        return Number(packed.text);
      case 'date':
        return new Date(packed.time);
      case 'buffer':
        return fromBase64(packed.base64).buffer;
      case 'view': {
        // Electron gives a page's Buffer as a Uint8Array.
        const bytes = fromBase64(packed.base64);
        const type = packed.type === 'Buffer' ? 'Uint8Array' : packed.type;
        return type === 'Uint8Array' ? bytes : new globalThis[type](bytes.buffer);
      }
      case 'map':
        return new Map(packed.entries.map(([k, v]) => [unpack(k), unpack(v)]));
      case 'set':
        return new Set(packed.values.map(unpack));
      case 'error':
        return new Error(packed.message);
      default:
        return Object.fromEntries(packed.entries.map(([k, v]) => [k, unpack(v)]));
    }
  }

  return {
    encode: (value) => JSON.stringify(pack(value)),
    decode: (text) => unpack(JSON.parse(text)),
  };
}
