import { describe, expect, test } from 'vitest';
import type { TransferSession } from '../../src/contract/tools/transfer.ts';
import {
  readReceiveForm,
  readSendForm,
  RECEIVE_DEFAULTS,
  SEND_DEFAULTS,
} from '../../src/renderer/tools/transfer/forms.ts';
import { hashLine, phaseWords, shareOf } from '../../src/renderer/tools/transfer/words.ts';

describe('the forms of file transfer', () => {
  test('become calls with what fits the mode and who connects', () => {
    const receive = {
      ...RECEIVE_DEFAULTS,
      folder: ' /tmp/in ',
      maxSize: '1,5',
      fileName: 'a',
      greeting: 'hi\\n',
    };
    expect(readReceiveForm(receive, 'verified')).toEqual({
      ok: true,
      input: {
        place: { how: 'listen', address: '127.0.0.1', port: 5001, maxClients: 100 },
        folder: '/tmp/in',
        existing: 'ask',
        links: 'refuse',
        maxFiles: 1_000_000,
        maxBytes: 1.5 * 1024 ** 3,
        captureAll: false,
      },
    });
    expect(readReceiveForm(receive, 'plain')).toMatchObject({ input: { fileName: 'a', greeting: 'hi\n' } });
    expect(readSendForm({ ...SEND_DEFAULTS, host: 'localhost', timeout: '0.5' }, 'tar')).toEqual({
      ok: true,
      input: {
        place: { how: 'connect', host: 'localhost', port: 5001, timeoutMs: 500 },
        links: 'leave',
        captureAll: false,
        greeting: '',
        awaitFirst: false,
      },
    });
  });

  test('name every field that is wrong, and only those that are used', () => {
    const bad = { address: '', host: 'a b', port: '0', folder: '', maxFiles: '0', maxSize: 'x' };
    const more = { maxConnections: '0', timeout: '0' };
    const listens = readReceiveForm({ ...RECEIVE_DEFAULTS, ...bad, ...more }, 'verified');
    expect(!listens.ok && Object.keys(listens.errors)).toEqual([
      'address',
      'maxConnections',
      'folder',
      'maxFiles',
      'maxSize',
    ]);
    const connects = readSendForm({ ...SEND_DEFAULTS, host: 'a b', port: '0', ...more }, 'verified');
    expect(!connects.ok && Object.keys(connects.errors)).toEqual(['host', 'port', 'timeout']);
  });
});

const details: TransferSession['details'] = {
  mode: 'verified',
  direction: 'send',
  phase: 'moving',
  paused: { here: false, there: false },
  bytes: { total: 200, moved: 50, resumed: 0 },
  files: { total: 4, listed: 4, done: 1, present: 0, skipped: 0, refused: 0, failed: 0, again: 0 },
  current: null,
  rate: 0,
  leftMs: null,
  question: null,
  outcome: null,
  folder: null,
  what: 'photos',
  canResume: false,
  leftOver: null,
  notCaptured: 0,
  tls: null,
};

describe('the words of a transfer', () => {
  test('the share is of bytes, of files where there are no bytes, and not known before the whole is', () => {
    const files = details.files;
    expect(shareOf(details)).toBe(0.25);
    expect(shareOf({ ...details, bytes: { total: 0, moved: 0, resumed: 0 } })).toBe(0.25);
    expect(shareOf({ ...details, bytes: { ...details.bytes, total: null } })).toBe(null);
    expect(shareOf({ ...details, files: { ...files, total: null } })).toBe(null);
    expect(shareOf({ ...details, bytes: { ...details.bytes, total: null }, outcome: 'whole' })).toBe(1);
    // All bytes have moved, one that grew besides; that they are whole nobody has said.
    for (const outcome of [null, 'broken', 'cancelled'] as const)
      for (const moved of [200, 300])
        expect(shareOf({ ...details, outcome, bytes: { ...details.bytes, moved } })).toBe(0.999);
    // What was refused is no part of the bytes any more, and is not there.
    const part = { ...details, outcome: 'part', bytes: { total: 50, moved: 50, resumed: 0 } } as const;
    expect(shareOf({ ...part, files: { ...files, refused: 3 } })).toBe(0.25);
    expect(shareOf({ ...details, bytes: { ...part.bytes, total: 0 }, files: { ...files, done: 4 } })).toBe(
      0.999,
    );
  });

  test('a pause is told with whose it is, and an end before all', () => {
    const words = (more: Partial<typeof details>) =>
      phaseWords({ state: 'open', details: { ...details, ...more } } as TransferSession);
    expect(words({})).toBe('Sending');
    expect(words({ paused: { here: true, there: false } })).toBe('Paused here');
    expect(words({ paused: { here: false, there: true } })).toBe('Paused by the other side');
    expect(words({ phase: 'verifying' })).toBe('The other side checks');
    expect(words({ outcome: 'broken', paused: { here: true, there: false } })).toBe('Broken off');
  });

  test('a hash is copied as sha256sum reads it', () => {
    const hash = 'ab'.repeat(32);
    expect(hashLine(hash, 'a b/c')).toBe(`${hash}  a b/c\n`);
    expect(hashLine(hash, 'two\nlines\\')).toBe(`\\${hash}  two\\nlines\\\\\n`);
  });
});
