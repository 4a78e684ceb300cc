import { createHash, randomBytes } from 'node:crypto';
import { readChallenges, type Offer } from './challenges.ts';
import type { Challenge } from './prepared.ts';
import { wireText } from './headers.ts';
import { Nonces } from './nonces.ts';

/** As RFC 7616 names them, from the best that is known to the last. */
const ALGORITHMS: [name: string, hash: string][] = [
  ['sha-512-256', 'sha512-256'],
  ['sha-256', 'sha256'],
  ['md5', 'md5'],
];

/** What an answer to Digest is made of. */
export interface DigestParts {
  user: string;
  password: string;
  method: string;
  /** As in the line of the request: path and query. */
  uri: string;
  realm: string;
  nonce: string;
  /** `MD5`, `SHA-256-sess`, … */
  algorithm: string;
  qop: 'auth' | 'auth-int' | null;
  cnonce: string;
  count: number;
  /** The hash of the body, in hex; for `auth-int`. */
  bodyHash: string;
}

/** The name of Node’s hash; null: the algorithm is not known. */
export const hashOf = (algorithm: string): string | null =>
  ALGORITHMS.find(([name]) => name === algorithm.toLowerCase().replace(/-sess$/, ''))?.[1] ?? null;

const nonceCount = (count: number): string => count.toString(16).padStart(8, '0');

/** The response of RFC 7616 section 3.4.1, in hex. */
export function digestResponse(parts: DigestParts): string {
  const { user, password, method, uri, realm, nonce, algorithm, qop, cnonce, count, bodyHash } = parts;
  const name = hashOf(algorithm) ?? 'md5';
  const hash = (text: string) => createHash(name).update(text, 'utf8').digest('hex');
  let a1 = hash(`${user}:${realm}:${password}`);
  if (/-sess$/i.test(algorithm)) a1 = hash(`${a1}:${nonce}:${cnonce}`);
  const a2 = hash(qop === 'auth-int' ? `${method}:${uri}:${bodyHash}` : `${method}:${uri}`);
  if (qop === null) return hash(`${a1}:${nonce}:${a2}`);
  return hash(`${a1}:${nonce}:${nonceCount(count)}:${cnonce}:${qop}:${a2}`);
}

/** Answers challenges of Digest for one request and where it leads (RFC 7616). */
export class Digest {
  readonly #user: string;
  readonly #password: string;
  readonly #hashBody: (hash: string) => Promise<string>;
  readonly #nonces: Nonces;
  /** Realms of servers that had an answer, and the nonces of it. */
  readonly #answered = new Set<string>();
  readonly #used = new Set<string>();

  /** `nonces`: those that are known from requests before this one. */
  constructor(
    user: string,
    password: string,
    hashBody: (hash: string) => Promise<string>,
    nonces = new Nonces(),
  ) {
    this.#user = user;
    this.#password = password;
    this.#hashBody = hashBody;
    this.#nonces = nonces;
  }

  get #who(): string {
    return JSON.stringify([this.#user, this.#password]);
  }

  /** What is said before anybody asks, to a server that has asked before; null: nothing. */
  async ahead(method: string, url: URL): Promise<string | null> {
    const known = this.#nonces.next(url, this.#who);
    return known && this.#say(method, url, known.offer, known.count);
  }

  /** Null: Digest is not offered in a way that is known, or the password was refused before. */
  async answer({ method, url, values }: Challenge): Promise<string | null> {
    const offer = best(readChallenges(values));
    if (offer === null) return null;
    const nonce = offer.params.get('nonce') ?? '';
    const where = `${url.host} ${offer.params.get('realm') ?? ''}`;
    const stale = offer.params.get('stale')?.toLowerCase() === 'true';
    // A nonce that was used and is called stale again is a server that goes round in circles.
    if (this.#answered.has(where) && (!stale || this.#used.has(nonce))) {
      this.#nonces.refused(url, this.#who);
      return null;
    }
    this.#answered.add(where);
    this.#used.add(nonce);
    return this.#say(method, url, offer, this.#nonces.asked(url, this.#who, offer));
  }

  async #say(method: string, url: URL, offer: Offer, count: number): Promise<string> {
    const realm = offer.params.get('realm') ?? '';
    const nonce = offer.params.get('nonce') ?? '';
    const algorithm = offer.params.get('algorithm') ?? 'MD5';
    const qop = qopOf(offer) ?? null;
    const cnonce = randomBytes(16).toString('hex');
    const uri = url.pathname + url.search;
    const bodyHash = qop === 'auth-int' ? await this.#hashBody(hashOf(algorithm)!) : '';
    const parts = {
      user: this.#user,
      password: this.#password,
      method,
      uri,
      nonce,
      algorithm,
      qop,
      cnonce,
      count,
    };
    const response = digestResponse({ ...parts, realm: utf8(realm), bodyHash });
    return `Digest ${fields(this.#user, offer, { realm, nonce, uri, algorithm, qop, count, cnonce, response })}`;
  }
}

interface Answered {
  realm: string;
  nonce: string;
  uri: string;
  algorithm: string;
  qop: string | null;
  count: number;
  cnonce: string;
  response: string;
}

function fields(user: string, offer: Offer, answer: Answered): string {
  const { realm, nonce, uri, algorithm, qop, count, cnonce, response } = answer;
  const opaque = offer.params.get('opaque');
  const quoted = (name: string, text: string) => `${name}="${text.replaceAll(/["\\]/g, '\\$&')}"`;
  // eslint-disable-next-line no-control-regex -- what is ASCII is what is looked for
  const name = /^[\x00-\x7f]*$/.test(user)
    ? quoted('username', user)
    : `username*=UTF-8''${encodeURIComponent(user).replaceAll(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)}`;
  return [
    // Older servers don’t know username*: they get the bytes of the name, where UTF-8 was not asked for.
    offer.params.get('charset')?.toLowerCase() === 'utf-8' ? name : quoted('username', wireText(user)),
    quoted('realm', realm),
    quoted('nonce', nonce),
    quoted('uri', uri),
    ...(offer.params.has('algorithm') ? [`algorithm=${algorithm}`] : []),
    ...(qop === null ? [] : [`qop=${qop}`, `nc=${nonceCount(count)}`]),
    ...(qop === null && !/-sess$/i.test(algorithm) ? [] : [quoted('cnonce', cnonce)]),
    quoted('response', response),
    ...(opaque === undefined ? [] : [quoted('opaque', opaque)]),
  ].join(', ');
}

/** The strongest offer of Digest that can be answered. */
function best(offers: Offer[]): Offer | null {
  const strength = ({ params }: Offer) =>
    ALGORITHMS.findIndex(([, hash]) => hash === hashOf(params.get('algorithm') ?? 'MD5'));
  return (
    offers
      .filter((offer) => offer.scheme === 'digest' && offer.params.has('nonce'))
      .filter((offer) => strength(offer) !== -1 && qopOf(offer) !== undefined)
      .toSorted((a, b) => strength(a) - strength(b))[0] ?? null
  );
}

/** `auth` where it is offered, since it needs no body; null: RFC 2069; undefined: none that is known. */
function qopOf({ params }: Offer): 'auth' | 'auth-int' | null | undefined {
  const text = params.get('qop');
  if (text === undefined || text.trim() === '') return null;
  const offered = text.toLowerCase().split(/[\s,]+/);
  return offered.includes('auth') ? 'auth' : offered.includes('auth-int') ? 'auth-int' : undefined;
}

/** What came as one character a byte. */
const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');
