import type { EventEmitter } from 'node:events';
import { Transform } from 'node:stream';
import type { RequestHead, WireEvents } from './wire.ts';

/** How long `Expect: 100-continue` is waited for before the body goes all the same (RFC 9110 section 10.1.1). */
const EXPECT_MS = 1000;
const BUFFER = 256 * 1024;

/** Whether the server is to say first that it wants the body. */
export const expectsContinue = ({ headers }: RequestHead): boolean =>
  headers.some(({ name, value }) => name.toLowerCase() === 'expect' && /100-continue/i.test(value));

/** Calls `go` once the server wants the body, or has said nothing for a while. */
export function onContinue(request: EventEmitter, go: () => void): void {
  let gone = false;
  const once = () => {
    clearTimeout(timer);
    if (gone) return;
    gone = true;
    go();
  };
  const timer = setTimeout(once, EXPECT_MS);
  request.once('continue', once);
  request.once('close', () => clearTimeout(timer));
}

/** Tells of each piece of a body that goes through it. */
export const counted = (events: WireEvents): Transform =>
  new Transform({
    readableHighWaterMark: BUFFER,
    writableHighWaterMark: BUFFER,
    transform: (chunk: Buffer, _encoding, done) => {
      events.sentBody(chunk.length);
      done(null, chunk);
    },
  });
