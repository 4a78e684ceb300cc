/** Entries that are listed and not yet settled, at most; and the bytes of their names. Both sides count. */
export const MAX_OPEN = 131_072;
export const MAX_OPEN_BYTES = 32 * 1024 * 1024;
/** Small files that are sent together, at most. Their bytes go in one frame. */
export const MOST_TOGETHER = 1000;
/** A file is sent at most this often before it is given up. */
export const MAX_TRIES = 3;
