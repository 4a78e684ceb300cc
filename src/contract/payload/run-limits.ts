/** The most that a run of a collection takes; for both sides. */
export const MOST_ROUNDS = 1000;
/** Requests of all rounds together. */
export const MOST_RUN = 10_000;
export const MOST_PAUSE_MS = 600_000;
export const MOST_LIMIT_MS = 86_400_000;
