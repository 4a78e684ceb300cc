import { describe, expect, it } from 'vitest';
import { changeDraft, draftOf } from '../../../src/renderer/ui/compose/draft-store.ts';
import { CHUNK } from '../../../src/renderer/ui/compose/send-chunks.ts';
import { canQueue, sendNow } from '../../../src/renderer/ui/compose/send.ts';
import type { SessionActions } from '../../../src/renderer/ui/session/actions.ts';

/** A peer that takes what it is sent when it is told to. */
function slowPeer() {
  const taken: string[] = [];
  const waiting: { take(): void; fail(error: Error): void }[] = [];
  const actions: SessionActions = {
    send: (bytes, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
        waiting.push({
          take: () => void bytes.text().then((text) => resolve(void taken.push(text))),
          fail: reject,
        });
      }),
    repeat: () => Promise.resolve(),
    stopRepeat: () => Promise.resolve(),
    repeating: null,
    canSend: true,
  };
  const next = async () => {
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    return waiting.shift()!;
  };
  return { taken, actions, next };
}

describe('sendNow', () => {
  it('sends messages in their order, each after the one before, and is idle at the end', async () => {
    const { taken, actions, next } = slowPeer();
    const sends = ['a', 'b', 'c'].map((text) => sendNow('order', new Blob([text]), actions));
    expect(draftOf('order').sending).toMatchObject({ sent: 0, total: 3, large: false });
    for (let i = 0; i < 3; i++) (await next()).take();
    expect(await Promise.all(sends)).toEqual([true, true, true]);
    expect(taken).toEqual(['a', 'b', 'c']);
    expect(draftOf('order').sending).toBeNull();
  });

  it('gives up what waits behind a message that failed, says why, and keeps what was typed', async () => {
    const { taken, actions, next } = slowPeer();
    changeDraft('fail', { text: 'typed' });
    const sends = ['a', 'b'].map((text) => sendNow('fail', new Blob([text]), actions));
    (await next()).fail(new Error('gone'));
    expect(await Promise.all(sends)).toEqual([false, false]);
    expect(taken).toEqual([]);
    expect(draftOf('fail')).toMatchObject({ sending: null, text: 'typed' });
    expect(draftOf('fail').problem).not.toBeNull();
  });

  it('can be cancelled, and says how much had gone', async () => {
    const { actions, next } = slowPeer();
    const send = sendNow('cancel', new Blob([new Uint8Array(CHUNK + 1)]), actions);
    (await next()).take();
    await next();
    draftOf('cancel').sending?.abort.abort();
    expect(await send).toBe(false);
    expect(draftOf('cancel').problem).toBe('Cancelled. 1,048,576 of 1,048,577 bytes went.');
    expect(draftOf('cancel').sending).toBeNull();
  });

  it('lets nothing pass a large send, and piles up no more than a few chunks', async () => {
    const { actions, next } = slowPeer();
    const large = sendNow('large', new Blob([new Uint8Array(CHUNK + 1)]), actions);
    expect(await sendNow('large', new Blob(['a']), actions)).toBe(false);
    (await next()).take();
    (await next()).take();
    expect(await large).toBe(true);
    const sending = { sent: 0, total: 4 * CHUNK, abort: new AbortController(), large: false };
    expect(canQueue(sending, 1)).toBe(false);
    expect(canQueue({ ...sending, sent: 10 }, 1)).toBe(true);
  });
});
