import type { Auth } from '../../../../contract/http/request.ts';
import { Digest } from './digest.ts';
import { type Fill, refused } from './fill.ts';
import { headerValue } from './headers.ts';
import type { Nonces } from './nonces.ts';
import type { Challenge } from './prepared.ts';

/** Who a request says it comes from. */
export interface MadeAuth {
  /** Goes out with the request; null: nothing, or not before it is asked for. */
  header: string | null;
  /** See `Prepared`. */
  ahead(method: string, url: URL): Promise<string | null>;
  answer(challenge: Challenge): Promise<string | null>;
}

const nothing = async () => null;
const NEVER_ASKED = { ahead: nothing, answer: nothing };

/** Basic (RFC 7617), the name and the password in UTF-8. */
export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;

/**
 * `hashBody` answers the hash of the body, in hex; Digest may ask for it. Throws BAD_INPUT, which names `user`, `password` or `token`.
 */
export function makeAuth(
  auth: Auth,
  fill: Fill,
  hashBody: (hash: string) => Promise<string>,
  nonces?: Nonces,
): MadeAuth {
  switch (auth.kind) {
    case 'none':
      return { header: null, ...NEVER_ASKED };
    case 'basic':
      return {
        header: basic(checkedUser(fill.text(auth.user, 'user')), fill.text(auth.password, 'password')),
        ...NEVER_ASKED,
      };
    case 'bearer': {
      const token = headerValue(fill.text(auth.token, 'token'), 'Authorization', 'token');
      if (token === '') throw refused('token', 'Token is missing.', 'Give one, or choose None.');
      return { header: `Bearer ${token}`, ...NEVER_ASKED };
    }
    case 'digest': {
      const user = checkedUser(fill.text(auth.user, 'user'));
      const digest = new Digest(user, fill.text(auth.password, 'password'), hashBody, nonces);
      return {
        header: null,
        ahead: (method, url) => digest.ahead(method, url),
        answer: (challenge) => digest.answer(challenge),
      };
    }
  }
}

/** A colon would end the name (RFC 7617 section 2). */
function checkedUser(user: string): string {
  if (user.includes(':'))
    throw refused(
      'user',
      'The name of a user can’t have a colon in it.',
      'What follows it would be the password.',
    );
  return user;
}
