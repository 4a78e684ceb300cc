/** Turns a source of changes into a stream of its latest value: a slow reader skips what came in between. */
export async function* latest<T>(
  first: T,
  subscribe: (tell: (value: T) => void) => () => void,
  signal: AbortSignal,
): AsyncGenerator<T, void> {
  let value: T | undefined = first;
  let wake: () => void = () => undefined;
  const unsubscribe = subscribe((next) => {
    value = next;
    wake();
  });
  const aborted = () => wake();
  signal.addEventListener('abort', aborted);
  try {
    while (!signal.aborted) {
      if (value !== undefined) {
        const next = value;
        value = undefined;
        yield next;
      } else {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  } finally {
    signal.removeEventListener('abort', aborted);
    unsubscribe();
  }
}
