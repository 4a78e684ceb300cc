import type { Header } from '../../../../contract/http/exchange.ts';

const strict = new TextDecoder('utf-8', { fatal: true });

/** Node gives and takes the bytes of a line as Latin-1. Most who write other letters mean UTF-8. */
export function fromLine(line: string): string {
  if (!/[\x80-\xff]/.test(line)) return line;
  try {
    return strict.decode(Buffer.from(line, 'latin1'));
  } catch {
    return line;
  }
}

/** Text as a value that Node writes letter for byte: UTF-8 where it is more than ASCII. */
export const lineOf = (value: string): string =>
  /[^ -~\t]/.test(value) ? Buffer.from(value, 'utf8').toString('latin1') : value;

/** Names and values that take turns, as headers in their order. */
export function headersOf(raw: readonly string[]): Header[] {
  const headers: Header[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2)
    headers.push({ name: raw[i] as string, value: fromLine(raw[i + 1] as string) });
  return headers;
}
