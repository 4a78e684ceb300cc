import type { Moment } from '../../../contract/payload/message.ts';

/** The largest piece of random bytes that the browser gives at once. */
const PIECE = 65_536;

/** Now, after so many messages. */
export const momentOf = (counter: number): Moment => ({
  counter,
  time: Date.now(),
  random(bytes) {
    for (let at = 0; at < bytes.length; at += PIECE) crypto.getRandomValues(bytes.subarray(at, at + PIECE));
  },
});
