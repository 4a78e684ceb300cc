import type { Offer } from './challenges.ts';

/** What a server last asked for by Digest, and how often its nonce was used. */
interface Known {
  offer: Offer;
  count: number;
}

/** Servers and users that are remembered. */
const MOST = 100;

/**
 * The nonces that servers gave, for the requests that come after (RFC 7616 section 3.6): each use of one counts up.
 * They are in memory, for the run.
 */
export class Nonces {
  readonly #known = new Map<string, Known>();

  /** The offer for a request to `url`, and which use of its nonce this is; null: nothing is known. */
  next(url: URL, who: string): { offer: Offer; count: number } | null {
    const known = this.#known.get(keyOf(url, who));
    if (!known || !covers(known.offer, url)) return null;
    return { offer: known.offer, count: ++known.count };
  }

  /** The server at `url` asks this of who says `who`; answers which use of its nonce comes next. */
  asked(url: URL, who: string, offer: Offer): number {
    const key = keyOf(url, who);
    const known = this.#known.get(key);
    const same = known?.offer.params.get('nonce') === offer.params.get('nonce');
    const count = same && known ? known.count + 1 : 1;
    this.#known.delete(key);
    this.#known.set(key, { offer, count });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
    return count;
  }

  /** It does not take what was answered. */
  refused(url: URL, who: string): void {
    this.#known.delete(keyOf(url, who));
  }
}

const keyOf = ({ origin }: URL, who: string): string => `${origin} ${who}`;

/** Whether an offer holds for an address; without `domain` it does for all of its server (section 3.3). */
function covers({ params }: Offer, url: URL): boolean {
  const domain = params.get('domain')?.trim();
  if (!domain) return true;
  return domain.split(/\s+/).some((one) => {
    const root = URL.canParse(one, url) ? new URL(one, url) : null;
    // Where the path leads, whatever dots are in it.
    return (
      root !== null && root.origin === url.origin && new URL(url.href).pathname.startsWith(root.pathname)
    );
  });
}
