import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { controlFrame } from '../../../src/main/tools/transfer/verified/frames.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { codeOfEnd, inPlace, wordsOfEnd } from '../../support/verified.ts';
import { hello, data, ZERO, answered, pour } from '../../support/verified-hostile.ts';

failOnLeaks();

describe('a hostile receiver', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['what was not listed', controlFrame('want', { take: [9] }), /entry 9, which is not under way/],
    ['the same twice', controlFrame('want', { take: [0, 0] }), /“take” of entry 0, which is wanted/],
    ['more than there is', controlFrame('want', { have: [[0, 6]] }), /more of entry 0 than there is/],
    ['what was not sent', controlFrame('got', { got: [0] }), /“got” of entry 0, which is listed/],
    [
      'a prefix nobody spoke of',
      controlFrame('prefix', { id: 0, have: 1, sha256: ZERO }),
      /“prefix” of entry 0/,
    ],
    ['bye at once', controlFrame('bye', {}), /bye before all is done/],
    ['data', data('x'), /sends data, but is to receive/],
    ['a folder that is a file', controlFrame('want', { made: [0] }), /“made” of entry 0, which is a file/],
    ['ids that are none', controlFrame('want', { take: ['0'] }), /take\.0/],
  ])('that wants %s is refused', async (_, said, words) => {
    await inPlace(async (place) => {
      await writeFile(join(place.from, 'a'), '12345');
      const [a, b] = await place.pair();
      const side = place.send(a, place.source('a'));
      b.write(hello('receive'));
      await answered(b, ({ listed }) => listed);
      await pour(b, [said]);
      expect(await codeOfEnd(side)).toBe('PROTOCOL');
      expect(await wordsOfEnd(side)).toMatch(words);
    });
  });

  it('that wants a file again without end is refused after three times', async () => {
    await inPlace(async (place) => {
      await writeFile(join(place.from, 'a'), '12345');
      const [a, b] = await place.pair();
      const side = place.send(a, place.source('a'));
      b.write(hello('receive'));
      let sent = '';
      let wanted = false;
      let ends = 1;
      b.on('data', (bytes) => {
        sent += bytes.toString('latin1');
        if (!wanted && sent.includes('"entries"')) {
          wanted = true;
          b.write(controlFrame('want', { take: [0] }));
        }
        while (sent.split('"sha256"').length > ends) {
          ends++;
          b.write(controlFrame('got', { again: [0] }));
        }
      });
      expect(await codeOfEnd(side)).toBe('PROTOCOL');
      expect(sent.split('12345').length - 1).toBe(3);
    });
  });
});
