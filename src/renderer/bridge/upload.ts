import { getClient } from './connection.ts';

/** What one call takes; `MAX_CHUNK` of the contract. */
const CHUNK = 1024 * 1024;
/** The largest file; `MAX_UPLOAD` of the contract. */
export const MOST_FILE = 16 * 1024 * 1024;

/** Hands a file over in pieces; `call` gets the last one, and the upload that has those before. */
export async function withFile<T>(
  file: File,
  call: (last: { bytes: Blob; after?: string }) => Promise<T>,
): Promise<T> {
  if (file.size <= CHUNK) return call({ bytes: file });
  const { uploads } = getClient();
  for await (const { upload } of await uploads.open()) {
    let at = 0;
    for (; file.size - at > CHUNK; at += CHUNK)
      await uploads.add({ upload, bytes: file.slice(at, at + CHUNK) });
    // Awaited here: leaving the loop gives the upload up.
    return await call({ bytes: file.slice(at), after: upload });
  }
  throw new Error('the bench ended the upload');
}
