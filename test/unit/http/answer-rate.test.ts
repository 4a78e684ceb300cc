import { expect, test } from 'vitest';
import { rateOf, type Sample, withSample } from '../../../src/renderer/tools/http/answer/rate.ts';

const after = (...samples: [time: number, bytes: number][]) =>
  samples.reduce<readonly Sample[]>((before, [time, bytes]) => withSample(before, { time, bytes }), []);

test('how fast an answer comes is that of the last seconds', () => {
  expect(rateOf(after())).toBeNull();
  expect(rateOf(after([0, 0]))).toBeNull();
  expect(rateOf(after([0, 0], [400, 1000]))).toBeNull();
  expect(rateOf(after([0, 0], [1000, 5000]))).toBe(5000);
  // What was long ago does not count any more.
  expect(rateOf(after([0, 0], [10_000, 1_000_000], [11_000, 1_000_100]))).toBe(100);
  expect(rateOf(after([0, 7], [1000, 7]))).toBeNull();
});
