import { createHash, randomBytes } from 'node:crypto';
import {
  appendFile,
  chmod,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Sink } from '../../../src/main/bench/files/sink.ts';
import { entriesOf, type Source } from '../../../src/main/bench/files/source.ts';
import { MAX_OPEN } from '../../../src/main/tools/transfer/verified/bounds.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { codeOfEnd, inPlace, type Place, type Side, Told, treeOf } from '../../support/verified.ts';
import { ask, within } from '../../support/wait.ts';

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
        expect(told.row('d/b')).toMatchObject({
          state: 'skipped',
          note: 'A file of this name is there already.',
        });
        expect(told.row('d/c').state).toBe('done');
      }
      expect(await readFile(join(place.to, 'd', 'b'), 'utf8')).toBe('other');
    });
  });
});

describe('a transfer in verified mode', () => {
  /** A transfer of one file of `size` bytes that is under way; the receiver has seen some of it. */
  const underWay = async (place: Place, size: number): Promise<{ sender: Side; receiver: Side }> => {
    await writeFile(join(place.from, 'large'), Buffer.alloc(size, 7));
    const [a, b] = await place.pair();
    const receiver = await place.receive(b);
    const sender = place.send(a, place.source('large'));
    await happens(receiver, (told) => (told.rows[0]?.moved ?? 0) > 0);
    return { sender, receiver };
  };
  const happens = (side: Side, test: (told: Told) => boolean): Promise<void> =>
    within(
      new Promise((done) => {
        const look = () => {
          if (test(side.told)) done();
        };
        side.told.changed = look;
        look();
      }),
      () => JSON.stringify(side.told.rows),
    );

  it.each(['sender', 'receiver'] as const)('is cancelled by the %s, and the other is told', async (who) => {
    await inPlace(async (place) => {
      const sides = await underWay(place, 200 * MiB);
      const other = who === 'sender' ? 'receiver' : 'sender';
      sides[who].hand.cancel();
      expect(await codeOfEnd(sides[who])).toBe('CANCELLED');
      expect(await codeOfEnd(sides[other])).toBe('CANCELLED_THERE');
      expect((await readdir(place.to)).filter((name) => !name.endsWith('.part'))).toEqual([]);
    });
  });

  it.each(['sender', 'receiver'] as const)('pauses for the %s, and goes on', async (who) => {
    await inPlace(async (place) => {
      const sides = await underWay(place, 64 * MiB);
      const other = who === 'sender' ? 'receiver' : 'sender';
      sides[who].hand.pause(true);
      await happens(sides[other], ({ there }) => there.at(-1) === true);
      expect(sides.receiver.told.rows[0]!.state).toBe('moving');
      sides[who].hand.pause(false);
      expect([await codeOfEnd(sides.sender), await codeOfEnd(sides.receiver)]).toEqual([null, null]);
      expect(sides[other].told.there).toEqual([true, false]);
      expect(await treeOf(place.to)).toEqual(await treeOf(place.from));
    });
  });

  it('outlives silence on both sides as long as each is there', async () => {
    await inPlace(async (place) => {
      await writeFile(join(place.from, 'large'), randomBytes(3 * MiB));
      const limits = { pingMs: 50, silenceMs: 1500 };
      const [a, b] = await place.pair();
      const receiver = await place.receive(b, { limits });
      receiver.hand.pause(true);
      const sender = place.send(a, place.source('large'), { limits });
      const pongs = () => Buffer.concat(sender.told.bytes.in).toString('latin1').split('!').length - 1;
      await ask(() => pongs() > 40 || null, 'pongs');
      receiver.hand.pause(false);
      expect([await codeOfEnd(sender), await codeOfEnd(receiver)]).toEqual([null, null]);
      expect(await treeOf(place.to)).toEqual(await treeOf(place.from));
    });
  });

  it.each([
    ['the same', (bytes: Buffer) => bytes, 2 * MiB + 5],
    ['not the same', (bytes: Buffer) => bytes.map((byte, at) => (at === 100 ? byte ^ 1 : byte)), 0],
  ])('carries on where what is there is %s', async (_, there, from) => {
    await inPlace(async (place) => {
      const bytes = randomBytes(3 * MiB);
      await writeFile(join(place.from, 'large'), bytes);
      await writeFile(join(place.from, 'other'), 'other');
      await writeFile(join(place.to, 'large'), there(bytes.subarray(0, 2 * MiB + 5)));
      const { sender, receiver } = await across(place, ['large', 'other']);
      expect([await codeOfEnd(sender), await codeOfEnd(receiver)]).toEqual([null, null]);
      expect(receiver.told.row('large')).toMatchObject({ state: 'done', from, sha256: sha256(bytes) });
      expect(sender.told.bytes.dataOut).toBe(bytes.length - from + 5);
      const written = receiver.told.row('large').writtenTo!;
      expect((await readFile(join(place.to, written))).equals(bytes)).toBe(true);
    });
  });

  it('sends nothing of a file that is there', async () => {
    await inPlace(async (place) => {
      await writeFile(join(place.from, 'large'), randomBytes(MiB));
      await across(place, ['large']);
      const { sender, receiver } = await across(place, ['large']);
      expect([await codeOfEnd(sender), await codeOfEnd(receiver)]).toEqual([null, null]);
      expect(sender.told.bytes.dataOut).toBe(0);
      expect(await treeOf(place.to)).toEqual(await treeOf(place.from));
    });
  });

  it('tells of a file that shrinks, grows or goes away, and sends the others', async () => {
    await inPlace(async (place) => {
      const names = ['shrinks', 'grows', 'goes', 'stays'];
      for (const name of names) await writeFile(join(place.from, name), randomBytes(2 * MiB));
      const [a, b] = await place.pair();
      const source = place.source(...names);
      // All is listed; then it changes; then the list goes out.
      const changing: Source = {
        async *batches(signal) {
          const listed = [];
          for await (const one of entriesOf(source, signal)) listed.push(one);
          await truncate(join(place.from, 'shrinks'), MiB);
          await appendFile(join(place.from, 'grows'), 'more');
          await rm(join(place.from, 'goes'));
          yield listed;
        },
        close: () => source.close(),
      };
      const sender = place.send(a, changing);
      const receiver = await place.receive(b);
      expect([await codeOfEnd(sender), await codeOfEnd(receiver)]).toEqual([null, null]);
      expect(receiver.told.row('stays').state).toBe('done');
      for (const name of names.slice(0, 3)) {
        for (const { told } of [sender, receiver]) {
          expect(told.row(name).state, name).toBe('failed');
        }
      }
      expect(Object.keys(await treeOf(place.to))).toEqual(['stays']);
    });
  });

  it('holds nothing for a question about one file', async () => {
    await inPlace(async (place) => {
      for (const name of ['a', 'b', 'c']) await writeFile(join(place.from, name), name);
      await writeFile(join(place.to, 'a'), 'there');
      let answer: (choice: 'rename') => void = () => {};
      const asked = new Promise<'rename'>((say) => (answer = say));
      const [a, b] = await place.pair();
      const receiver = await place.receive(b, { existing: 'ask', ask: () => asked });
      const sender = place.send(a, place.source('a', 'b', 'c'));
      await happens(sender, ({ counts }) => counts.done === 2);
      expect(receiver.told.row('a').state).toBe('waiting');
      answer('rename');
      expect([await codeOfEnd(sender), await codeOfEnd(receiver)]).toEqual([null, null]);
      expect(await readFile(join(place.to, 'a'), 'utf8')).toBe('there');
      expect(await readFile(join(place.to, receiver.told.row('a').writtenTo!), 'utf8')).toBe('a');
    });
  });
});

describe('a folder of very many', () => {
  it('is listed only as far ahead as both sides count, and all of it is settled', async () => {
    await inPlace(async (place) => {
      const many = MAX_OPEN + 20_000;
      let listed = 0;
      let decided = 0;
      let ahead = 0;
      const source: Source = {
        async *batches() {
          for (; listed < many; listed++) {
            // What was decided is behind what the sender knows to be settled.
            ahead = Math.max(ahead, listed - decided);
            const about = { kind: 'file', size: 0, modified: 0, mode: 0o644, target: '' } as const;
            yield [{ ...about, path: `name ${listed}`, open: () => Promise.reject(new Error('not wanted')) }];
          }
        },
        close: () => Promise.resolve(),
      };
      const sink: Sink = {
        folder: place.to,
        offer: async () => {
          // Nothing is decided before the sender had to stop.
          await ask(() => listed >= MAX_OPEN || null, 'the list to be long');
          decided++;
          return { kind: 'skip', why: 'there' };
        },
        land: () => Promise.reject(new Error('nothing lands')),
        close: () => Promise.resolve([]),
      };
      const [a, b] = await place.pair();
      const told = new Told();
      told.keepsBytes = false;
      const receiver = await place.receive(b, { sink });
      const sender = place.send(a, source, { told });
      expect([await codeOfEnd(sender), await codeOfEnd(receiver)]).toEqual([null, null]);
      expect(sender.told.counts).toEqual({ skipped: many });
      expect(receiver.told.counts).toEqual({ skipped: many });
      expect(ahead).toBeLessThanOrEqual(MAX_OPEN);
    });
  });
});
