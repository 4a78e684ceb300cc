import { dispatcher } from '../../../bench/dispatcher.ts';
import type { CookieBook } from './book.ts';

/** The cookies of collections. See the contract for each call. */
export function httpCookiesService(book: CookieBook) {
  const d = dispatcher.httpCookies;
  return {
    list: d.list.handler(({ input }) => ({ cookies: book.of(input.context.collection).list() })),
    put: d.put.handler(async ({ input }) => {
      await book.of(input.context.collection).put(input.cookie, input.was);
      return {};
    }),
    remove: d.remove.handler(async ({ input }) => {
      await book.of(input.context.collection).remove(input.cookies);
      return {};
    }),
  };
}
