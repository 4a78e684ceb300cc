import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** The addresses of a name, or the address itself. Rejects with `TIMED_OUT` when the resolver takes longer than `ms`. */
export async function addressesOf(host: string, ms: number): Promise<string[]> {
  if (isIP(host)) return [host];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(Object.assign(new Error('timed out'), { code: 'TIMED_OUT' })), ms);
  });
  try {
    const found = await Promise.race([lookup(host, { all: true }), late]);
    return found.map(({ address }) => address);
  } finally {
    clearTimeout(timer);
  }
}
