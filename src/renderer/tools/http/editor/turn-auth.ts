import type { Auth } from '../../../../contract/http/request.ts';
import { Left } from './left.ts';

/** What was written as another kind of authentication. */
const left = new Left<Auth>();

/** Another kind of authentication for a request: with what was written in it before, if it was. */
export function turnAuth(request: string, auth: Auth, kind: Auth['kind']): Auth {
  // Both kinds that have a user and a password have the same.
  if ('user' in auth)
    for (const other of ['basic', 'digest'] as const) left.keep(request, { ...auth, kind: other });
  return left.turn(request, auth, blank(kind));
}

function blank(kind: Auth['kind']): Auth {
  switch (kind) {
    case 'none':
      return { kind };
    case 'bearer':
      return { kind, token: '' };
    default:
      return { kind, user: '', password: '' };
  }
}
