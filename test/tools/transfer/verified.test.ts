import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failOnLeaks } from '../../support/leaks.ts';
import { codeOfEnd, inPlace, type Place, type Side, treeOf } from '../../support/verified.ts';

failOnLeaks();

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const MiB = 1024 * 1024;

/** Sends all that lies in `from` over a connection of its own. */
async function across(
  place: Place,
  names: string[],
  options: Parameters<Place['receive']>[1] = {},
): Promise<{ sender: Side; receiver: Side }> {
  const [a, b] = await place.pair();
  const receiver = await place.receive(b, options);
  const sender = place.send(a, place.source(...names));
  await Promise.all([sender.ended, receiver.ended]);
  return { sender, receiver };
}

describe('files in verified mode', () => {
  it('arrive with their folders, links, times and permissions, each with its hash', async () => {
    await inPlace(async (place) => {
      const { from, to } = place;
      await mkdir(join(from, 'photos', 'empty'), { recursive: true });
      const big = randomBytes(5 * MiB + 7);
      await writeFile(join(from, 'photos', 'big.bin'), big);
      await writeFile(join(from, 'photos', 'zero'), '');
      await writeFile(join(from, 'photos', 'naïve 🙂'), 'small');
      await symlink('big.bin', join(from, 'photos', 'link'));
      await chmod(join(from, 'photos', 'zero'), 0o750);
      const time = new Date(Date.UTC(2020, 1, 2, 3, 4, 5));
      await utimes(join(from, 'photos', 'big.bin'), time, time);
      for (let index = 0; index < 300; index++)
        await writeFile(join(from, 'photos', `small-${index}`), randomBytes(index * 7));
      const { sender, receiver } = await across(place, ['photos']);
      expect([await codeOfEnd(sender), await codeOfEnd(receiver)]).toEqual([null, null]);
      expect(await treeOf(to)).toEqual(await treeOf(from));
      expect((await stat(join(to, 'photos', 'big.bin'))).mtimeMs).toBe(time.getTime());
      expect((await stat(join(to, 'photos', 'zero'))).mode & 0o777).toBe(0o750);
      for (const { told } of [sender, receiver]) {
        expect(told.counts).toEqual({ done: 306 });
        expect(told.row('photos/big.bin')).toMatchObject({ sha256: sha256(big), moved: big.length });
        expect(told.complete).toBe(true);
      }
      expect(receiver.told.row('photos/zero')).toMatchObject({
        writtenTo: 'photos/zero',
        sha256: sha256(Buffer.alloc(0)),
      });
      // What one side says it wrote is what the other says it read.
      const [out, came] = [sender.told.bytes.out, receiver.told.bytes.in].map((all) => Buffer.concat(all));
      expect(came!.equals(out!)).toBe(true);
      const data = big.length + 5 + (7 * 299 * 300) / 2;
      expect([sender.told.bytes.dataOut, receiver.told.bytes.dataIn]).toEqual([data, data]);
    });
  });

  it('say why they were not taken, and the others are', async () => {
    await inPlace(async (place) => {
      await mkdir(join(place.from, 'd'));
      for (const name of ['a', 'b', 'c']) await writeFile(join(place.from, 'd', name), name);
      await mkdir(join(place.to, 'd', 'a'), { recursive: true });
      await writeFile(join(place.to, 'd', 'b'), 'other');
      const { sender, receiver } = await across(place, ['d'], { existing: 'skip' });
      expect([await codeOfEnd(sender), await codeOfEnd(receiver)]).toEqual([null, null]);
      for (const { told } of [sender, receiver]) {
        expect(told.row('d/b')).toMatchObject({ state: 'skipped', note: 'It is there already.' });
        expect(told.row('d/c').state).toBe('done');
      }
      expect(await readFile(join(place.to, 'd', 'b'), 'utf8')).toBe('other');
    });
  });
});
