/** A signal that aborts with the other, or after so long with this reason; `end` gives up the clock. */
export function deadline(
  signal: AbortSignal,
  ms: number,
  reason: () => unknown,
): { signal: AbortSignal; end(): void } {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(reason()), ms);
  return { signal: AbortSignal.any([signal, late.signal]), end: () => clearTimeout(timer) };
}
