/** How a status is coloured; the number says it without colour. */
export function statusTone(status: number | null): 'good' | 'other' | 'bad' | undefined {
  if (status === null) return undefined;
  if (status >= 400) return 'bad';
  return status >= 200 && status < 300 ? 'good' : 'other';
}

/** `0.4 ms`, `12 ms`, `2.1 s`; nothing while it goes on. */
export function durationWords(ms: number | null): string {
  if (ms === null) return '';
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
