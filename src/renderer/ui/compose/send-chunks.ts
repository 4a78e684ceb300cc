/** What one call takes; `MAX_CHUNK` of the contract. */
export const CHUNK = 1024 * 1024;

/**
 * Sends bytes in chunks, each after the socket has taken the one before, so that a slow peer is waited for and a cancel
 * leaves nothing behind. `onSent` is told how many have gone.
 */
export async function sendChunks(
  bytes: Blob,
  send: (chunk: Blob, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  onSent: (sent: number) => void,
): Promise<void> {
  let sent = 0;
  do {
    signal.throwIfAborted();
    const chunk = bytes.slice(sent, sent + CHUNK);
    await send(chunk, signal);
    sent += chunk.size;
    onSent(sent);
  } while (sent < bytes.size);
}
