import { z } from 'zod';
import { base } from '../bridge.ts';
import { contextSchema } from './http.ts';

/** The cookies of each collection (RFC 6265bis). They are in memory alone, and go with the app. */

const text = (field: string, most: number) =>
  z.string().max(most, `${field} can’t be longer than ${most.toLocaleString('en-US')} characters.`);
/** Which one it is: no two have all three alike. */
const which = z.object({
  domain: text('Domain', 255).min(1, 'Domain is missing.'),
  path: text('Path', 4096).startsWith('/', 'Path begins with a slash.'),
  name: text('Name', 4096),
});
export type WhichCookie = z.infer<typeof which>;

/** Beyond it there are no dates, in milliseconds since the epoch (ECMA-262). */
export const LAST_DATE = 8.64e15;
const EXPIRES = 'Expires is beyond all dates.';

export const SAME_SITE = ['strict', 'lax', 'none'] as const;
export const cookieSchema = which.extend({
  value: text('Value', 8192),
  /** It goes to this host alone; otherwise to those below it too. */
  hostOnly: z.boolean(),
  /** Milliseconds since the epoch; null: it stays until the app ends. */
  expires: z.number().min(-LAST_DATE, EXPIRES).max(LAST_DATE, EXPIRES).nullable(),
  secure: z.boolean(),
  httpOnly: z.boolean(),
  sameSite: z.enum(SAME_SITE).nullable(),
});
export type Cookie = z.infer<typeof cookieSchema>;

const ok = z.object({});
export const httpCookiesContract = {
  /** Those of the context’s collection that have not expired, by domain, path and name. */
  list: base.input(z.object({ context: contextSchema })).output(z.object({ cookies: z.array(cookieSchema) })),
  /** Adds one, or changes `was` into it. Throws BAD_INPUT, which names `name`, `value` or `domain`. */
  put: base
    .input(z.object({ context: contextSchema, cookie: cookieSchema, was: which.nullable() }))
    .output(ok),
  remove: base
    .input(z.object({ context: contextSchema, cookies: z.array(which).min(1).max(10_000) }))
    .output(ok),
};
