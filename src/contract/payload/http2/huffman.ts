/** The static Huffman code of HPACK (RFC 7541 appendix B). */

/** Bits of the code of each byte, and of the end of a string: the code is canonical, so they tell all of it. */
const LENGTHS = `
  13 23 28 28 28 28 28 28 28 24 30 28 28 30 28 28 28 28 28 28 28 28 30 28 28 28 28 28 28 28 28 28
  6 10 10 12 13 6 8 11 10 10 8 11 8 6 6 6 5 5 5 6 6 6 6 6 6 6 7 8 15 6 12 10
  13 6 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 8 7 8 13 19 13 14 6
  15 5 6 5 6 5 6 6 6 5 7 7 6 6 6 5 6 7 6 5 5 6 7 7 7 7 7 15 11 14 13 28
  20 22 20 20 22 22 22 23 22 23 23 23 23 23 24 23 24 24 22 23 24 23 23 23 23 21 22 23 22 23 23 24
  22 21 20 22 22 23 23 21 23 22 22 24 21 22 23 23 21 21 22 21 23 22 23 23 20 22 22 22 23 22 22 23
  26 26 20 19 22 23 22 25 26 26 26 27 27 26 24 25 19 21 26 27 27 26 27 24 21 21 26 26 28 27 27 27
  20 24 20 21 22 21 21 23 22 22 25 25 24 24 26 23 26 27 26 26 27 27 27 27 27 28 27 27 27 27 27 26
  30`
  .trim()
  .split(/\s+/)
  .map(Number);
const END = 256;

/** Two numbers a node, for a 0 and a 1: the next node, or below zero the symbol `-1 - symbol`. */
const TREE = tree();

function tree(): Int16Array {
  const nodes: number[] = [0, 0];
  const order = [...LENGTHS.keys()].sort((a, b) => LENGTHS[a]! - LENGTHS[b]! || a - b);
  let code = 0;
  let width = LENGTHS[order[0]!]!;
  for (const symbol of order) {
    const length = LENGTHS[symbol]!;
    code *= 2 ** (length - width);
    width = length;
    let node = 0;
    for (let bit = length - 1; bit > 0; bit--) {
      const at = node + ((code >>> bit) & 1);
      if (nodes[at] === 0) {
        nodes[at] = nodes.length;
        nodes.push(0, 0);
      }
      node = nodes[at]!;
    }
    nodes[node + (code & 1)] = -1 - symbol;
    code++;
  }
  return Int16Array.from(nodes);
}

/** What the code says, a character for each byte (Latin-1). Throws a RangeError where it breaks its rules. */
export function huffmanDecode(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.floor((bytes.length * 8) / 5));
  let length = 0;
  let node = 0;
  /** Bits since the last symbol, and whether all of them are ones: what may pad the end. */
  let bits = 0;
  let ones = true;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const one = (byte >> bit) & 1;
      const next = TREE[node + one]!;
      bits++;
      ones &&= one === 1;
      if (next >= 0) {
        node = next;
        continue;
      }
      const symbol = -1 - next;
      if (symbol === END) throw new RangeError('a Huffman-coded string holds the code of its end');
      out[length++] = symbol;
      node = 0;
      bits = 0;
      ones = true;
    }
  }
  if (bits > 7 || !ones) throw new RangeError('a Huffman-coded string does not end as one does');
  return latin1(out.subarray(0, length));
}

/** A character for each byte. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096)
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}
