/**
 * How long a test waits for something that must come. It ends what hangs and measures nothing: the slowest machine,
 * busy with all else, is to come nowhere near it.
 */
export const PATIENCE = 60_000;

/** Rejects with `why()` when `promise` takes longer than the patience of the tests. */
export async function within<T>(promise: Promise<T>, why: () => string, ms = PATIENCE): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`waited ${ms} ms for ${why()}`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks the system again and again, for what it tells nobody on its own (a port that opens, a process that sleeps). */
export async function ask<T>(
  question: () => T | Promise<T>,
  why: string,
  ms = PATIENCE,
): Promise<NonNullable<T>> {
  const end = performance.now() + ms;
  while (true) {
    const answer = await question();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited ${ms} ms for ${why}`);
    await new Promise((again) => setTimeout(again, 5));
  }
}
