import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DirectBuffers } from '../../../src/main/tools/transfer/direct-buffers.ts';

test('whatever is read in whichever pieces is taken as it came, in bounded memory', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant('take' as const), fc.double({ min: 0.000_01, max: 1, noNaN: true })), {
        maxLength: 200,
      }),
      (steps) => {
        const buffers = new DirectBuffers();
        const used = new Set<ArrayBufferLike>();
        let into = buffers.next();
        let reads = true;
        let written = 0;
        let taken = 0;
        const take = () => {
          const bytes = buffers.take();
          for (const byte of bytes ?? [])
            if (byte !== taken++ % 251) throw new Error(`wrong byte at ${taken}`);
          if (!reads && buffers.resumes) reads = true;
          return bytes !== null;
        };
        for (const step of steps) {
          if (step === 'take') take();
          else if (reads) {
            const length = Math.max(1, Math.floor(step * into.length));
            for (let i = 0; i < length; i++) into[i] = written++ % 251;
            reads = buffers.filled(length);
            into = buffers.next();
            used.add(into.buffer);
            expect(into.length).toBeGreaterThan(0);
          }
          expect(written - taken).toBeLessThanOrEqual(4 * 1024 * 1024);
        }
        while (take());
        expect(taken).toBe(written);
        expect(reads).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});

test('a reader that keeps up needs no more memory as time goes by', () => {
  const buffers = new DirectBuffers();
  const used = new Set<ArrayBufferLike>();
  let into = buffers.next();
  for (let i = 0; i < 1000; i++) {
    used.add(into.buffer);
    expect(buffers.filled(into.length)).toBe(true);
    into = buffers.next();
    expect(buffers.take()).not.toBeNull();
  }
  // Four sizes are gone through until the largest, and of that one three are in use.
  expect(used.size).toBeLessThanOrEqual(4 + 3);
});
