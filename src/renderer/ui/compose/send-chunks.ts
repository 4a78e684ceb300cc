/** What one call takes; `MAX_CHUNK` of the contract. */
export const CHUNK = 1024 * 1024;

/**
 * Sends bytes in chunks, each after the socket has taken the one before, so that a slow peer is waited for and a cancel
 * leaves nothing behind. `onSent` is told how many have gone.
 */
export async function sendChunks(
  bytes: Blob,
  send: (chunk: Blob, signal: AbortSignal, part: { first: boolean; last: boolean }) => Promise<void>,
  signal: AbortSignal,
  onSent: (sent: number) => void,
): Promise<void> {
  let sent = 0;
  do {
    signal.throwIfAborted();
    const chunk = bytes.slice(sent, sent + CHUNK);
    await send(chunk, signal, { first: sent === 0, last: sent + chunk.size >= bytes.size });
    sent += chunk.size;
    onSent(sent);
  } while (sent < bytes.size);
}

/** Characters encoded in one go, so that a huge text does not hold the window up. */
const SLICE = 4_000_000;

/** A text as UTF-8 bytes, encoded in slices. */
export async function blobOfText(text: string): Promise<Blob> {
  const parts: Blob[] = [];
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + SLICE);
    const last = text.charCodeAt(to - 1);
    // A pair is not cut in two.
    if (to < text.length && last >= 0xd800 && last <= 0xdbff) to--;
    parts.push(new Blob([text.slice(from, to)]));
    from = to;
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
  return new Blob(parts);
}
