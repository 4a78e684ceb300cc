const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);

/** The next place of `needle` at or after `from` (backwards: the last one before it), or null. */
export function findIn(
  bytes: Uint8Array,
  needle: Uint8Array,
  from: number,
  { backwards = false, ignoreCase = false } = {},
): number | null {
  const last = bytes.length - needle.length;
  if (needle.length === 0 || last < 0) return null;
  const same = (at: number): boolean => {
    for (let i = 0; i < needle.length; i++) {
      const [a, b] = [bytes[at + i]!, needle[i]!];
      if (a !== b && !(ignoreCase && lower(a) === lower(b))) return false;
    }
    return true;
  };
  if (backwards) {
    for (let at = Math.min(last, from - 1); at >= 0; at--) if (same(at)) return at;
  } else {
    for (let at = Math.max(0, from); at <= last; at++) if (same(at)) return at;
  }
  return null;
}
