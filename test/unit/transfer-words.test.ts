import { expect, test } from 'vitest';
import type { FileRow, TransferSession } from '../../src/contract/tools/transfer.ts';
import {
  leftOverWords,
  noteWords,
  phaseWords,
  stateWords,
  summaryWords,
} from '../../src/renderer/tools/transfer/words.ts';

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
  // Nobody has said yet that it is whole.
  [{ state: 'moving', size: 200, moved: 200 }, false, 'Moving 99 %'],
  [{ state: 'waiting', size: 200, moved: 200 }, true, 'Unconfirmed'],
  [{ state: 'done', size: 200, moved: 200 }, true, 'Done'],
  [{ state: 'done', size: 200, moved: 200, resumed: 199 }, true, 'Done'],
  [{ state: 'done', size: 200, moved: 200, resumed: 200 }, true, 'Was there'],
  [{ state: 'done', size: 0 }, true, 'Done'],
])('a file (%o) of a transfer that is over (%s) is told as “%s”', (file, over, words) => {
  expect(stateWords({ size: 200, moved: 0, resumed: 0, ...file } as FileRow, over)).toBe(words);
});

const MiB = 1024 * 1024;

test.each<[Partial<Details['files']>, Partial<Details['bytes']>, string]>([
  [{ done: 12 }, { moved: 12 * MiB }, 'Sent 12 files, 12.0 MiB in 0:12.'],
  [
    { done: 12 },
    { moved: 12 * MiB, resumed: 2 * MiB },
    'Sent 12 files, 10.0 MiB in 0:12; 2.0 MiB were there before.',
  ],
  [
    { done: 41, present: 29 },
    { moved: 42 * MiB, resumed: 30 * MiB },
    '41 files: 12 sent, 29 were there. 12.0 MiB sent in 0:12; 30.0 MiB were there before.',
  ],
  [
    { done: 2, present: 1 },
    { moved: 2 * MiB, resumed: MiB },
    '2 files: 1 sent, 1 was there. 1.0 MiB sent in 0:12; 1.0 MiB were there before.',
  ],
  [
    { done: 3, present: 3 },
    { moved: MiB, resumed: MiB },
    'Nothing had to be sent: 3 files, 1.0 MiB were there before.',
  ],
])('of files (%o) and bytes (%o) those that were there are told apart', (files, bytes, words) => {
  const details = {
    mode: 'verified',
    direction: 'send',
    outcome: 'whole',
    files: { present: 0, ...files },
    bytes: { total: null, resumed: 0, ...bytes },
  } as Details;
  const session = { details, openedAt: 0, closedAt: 12_000 } as TransferSession;
  expect(summaryWords(session)).toBe(words);
  const received = { ...session, details: { ...details, direction: 'receive' as const } };
  expect(summaryWords(received)).toBe(words.replaceAll('sent', 'received').replace('Sent', 'Received'));
});

test.each<[Partial<Details['bytes']>, string]>([
  [{ moved: 0 }, 'No file is known to be whole.'],
  [{ moved: 3 * MiB }, 'No file is known to be whole. 3.0 MiB were sent in 0:12.'],
  [
    { moved: 3 * MiB, resumed: MiB },
    'No file is known to be whole. 2.0 MiB were sent in 0:12; 1.0 MiB were there before.',
  ],
])('of bytes (%o) of which no file became whole no file is said to be sent', (bytes, words) => {
  const details = {
    direction: 'send',
    outcome: 'broken',
    files: { listed: 1, done: 0, present: 0 },
    bytes: { total: null, resumed: 0, ...bytes },
  } as Details;
  const told = (more: Partial<Details>) =>
    summaryWords({ details: { ...details, ...more }, openedAt: 0, closedAt: 12_000 } as TransferSession);
  expect(told({})).toBe(words);
  // Who receives knows, as does who sends where nothing broke.
  const known = words.replace('is known to be whole', 'is whole');
  expect(told({ outcome: 'part' })).toBe(known);
  expect(told({ direction: 'receive' })).toBe(known.replace('sent', 'received'));
  expect(told({ files: { ...details.files, listed: 0 } })).toBe('No file was sent.');
});

test.each<[Partial<Details>, string]>([
  [{ mode: 'plain', outcome: 'broken', leftOver: 'kept' }, 'The part of the file under way is kept.'],
  [
    { mode: 'tar', outcome: 'cancelled', leftOver: 'removed' },
    'The part of the file under way was removed: only verified transfers can go on.',
  ],
  [{ mode: 'tar', outcome: 'cancelled' }, ''],
  [{ mode: 'verified', outcome: 'cancelled' }, 'What came is kept, and can be carried on.'],
  [{ mode: 'verified', outcome: 'broken' }, 'What came is kept, and can be carried on.'],
  [{ mode: 'verified', outcome: 'broken', bytes: { total: 5, moved: 0, resumed: 0 } }, ''],
  [{ mode: 'verified', outcome: 'whole' }, ''],
])('what is left of %o is told as “%s”', (details, words) => {
  const bytes = { total: 5, moved: 1, resumed: 0 };
  expect(leftOverWords({ bytes, leftOver: null, ...details } as Details)).toBe(words);
});

test.each([
  ['“a/b”: It is a link.', 'It is a link.'],
  ['a/b can’t be sent: why.', 'Can’t be sent: why.'],
  ['a/bc can’t be sent.', 'a/bc can’t be sent.'],
  ['Of its own accord.', 'Of its own accord.'],
  ['a/b ', 'a/b '],
])('what is said of a file (“%s”) does not say its path again', (note, words) => {
  expect(noteWords(note, 'a/b')).toBe(words);
});
