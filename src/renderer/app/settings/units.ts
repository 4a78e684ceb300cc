const UNITS: Record<string, number> = {
  '': 1024 ** 2,
  b: 1,
  kb: 1024,
  kib: 1024,
  k: 1024,
  mb: 1024 ** 2,
  mib: 1024 ** 2,
  m: 1024 ** 2,
  gb: 1024 ** 3,
  gib: 1024 ** 3,
  g: 1024 ** 3,
  tb: 1024 ** 4,
  tib: 1024 ** 4,
  t: 1024 ** 4,
};

/** `512 MiB`, `1.5g`, `256` (MiB where nothing is said) as bytes; null where it cannot be read. Units count in 1024. */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,9}(?:[.,]\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unit = match ? UNITS[(match[2] ?? '').toLowerCase()] : undefined;
  if (!match || unit === undefined) return null;
  return Math.round(Number((match[1] ?? '').replace(',', '.')) * unit);
}

/** A size as `parseSize` reads it back to the same bytes. */
export function formatSize(bytes: number): string {
  if (bytes === 0) return '0 MiB';
  for (const [name, unit] of [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
  ] as const) {
    if (bytes % unit === 0) return `${bytes / unit} ${name}`;
  }
  return `${bytes} B`;
}

/** A setting that is a size: what is wrong with it and how to mend it, or its bytes. */
export function readSize(
  name: string,
  text: string,
  least: number,
  most: number,
): { ok: true; bytes: number } | { ok: false; message: string } {
  const bytes = parseSize(text);
  if (bytes === null) return { ok: false, message: `${name} must be a number with a unit, as in 512 MiB.` };
  if (bytes < least || bytes > most)
    return { ok: false, message: `${name} must be from ${formatSize(least)} to ${formatSize(most)}.` };
  return { ok: true, bytes };
}
