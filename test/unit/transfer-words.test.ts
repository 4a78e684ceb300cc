import { expect, test } from 'vitest';
import type { FileRow, TransferSession } from '../../src/contract/tools/transfer.ts';
import { phaseWords, stateWords } from '../../src/renderer/tools/transfer/words.ts';

type Details = TransferSession['details'];

test.each<[Details['mode'], Details['direction'], string]>([
  ['verified', 'send', 'Everything is there'],
  ['verified', 'receive', 'Everything is there'],
  // The other side does not say what has arrived.
  ['tar', 'send', 'Everything was sent'],
  ['plain', 'send', 'Everything was sent'],
  ['tar', 'receive', 'Everything is there'],
  // Nobody says how many bytes there are.
  ['plain', 'receive', 'All that came is there'],
])('a whole transfer in %s mode says no more than is known to who wants to %s', (mode, direction, words) => {
  const details = { mode, direction, outcome: 'whole', files: { skipped: 0 } } as Details;
  expect(phaseWords({ state: 'closed', details } as TransferSession)).toBe(words);
});

test('what was skipped is not said to be there', () => {
  const details = { mode: 'verified', direction: 'send', outcome: 'whole', files: { skipped: 1 } } as Details;
  expect(phaseWords({ state: 'closed', details } as TransferSession)).toBe('Done, 1 file skipped');
});

test.each<[Partial<FileRow>, boolean, string]>([
  [{ state: 'waiting' }, false, 'Waiting'],
  [{ state: 'waiting' }, true, 'Left'],
  [{ state: 'waiting', size: 200, moved: 79 }, true, 'Left at 39 %'],
  [{ state: 'waiting', size: null, moved: 79 }, true, 'Left'],
  [{ state: 'moving', size: 200, moved: 79 }, false, 'Moving 39 %'],
  [{ state: 'moving', size: 0 }, false, 'Moving'],
  [{ state: 'done', size: 200, moved: 200 }, true, 'Done'],
])('a file (%o) of a transfer that is over (%s) is told as “%s”', (file, over, words) => {
  expect(stateWords({ size: 200, moved: 0, ...file } as FileRow, over)).toBe(words);
});
