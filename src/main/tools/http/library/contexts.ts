import type { Contexts } from '../parts.ts';
import type { Cookies, Variables } from '../request/prepared.ts';

const none: Variables = { get: () => undefined };
const noCookies: Cookies = { header: () => null, take: () => [] };

/** The variables and cookies of collections. */
export const contexts = (cookies: (collection: string | null) => Cookies = () => noCookies): Contexts => ({
  variables: async () => none,
  cookies: ({ collection }) => cookies(collection),
});
