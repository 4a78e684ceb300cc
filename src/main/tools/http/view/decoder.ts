/** Decodes bytes in the charset that an answer says (WHATWG labels); UTF-8 where it says none or one nobody knows. */
export function decoderFor(charset: string | null): (bytes: Uint8Array) => string {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(charset ?? 'utf-8');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    decoder = new TextDecoder();
  }
  return (bytes) => decoder.decode(bytes);
}
