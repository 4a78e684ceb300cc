import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failOnLeaks } from '../../support/leaks.ts';
import { type Harm, meddler } from '../../support/meddler.ts';
import { codeOfEnd, inPlace, type Place, type Side, treeOf } from '../../support/verified.ts';

failOnLeaks();

const KiB = 1024;

/** Pseudo-random numbers below 1, the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One try of a transfer of `from` through a meddler. */
async function attempt(
  place: Place,
  harm: Harm,
): Promise<{ sender: Side; receiver: Side; there: number; back: number }> {
  let receiving: (side: Side) => void = () => {};
  const received = new Promise<Side>((begun) => (receiving = begun));
  const port = await place.serve((socket) => void place.receive(socket).then(receiving));
  const middle = await meddler(place, port, harm);
  const sender = place.send(await place.dial(middle.port), place.source('files'));
  const receiver = await received;
  await Promise.all([sender.ended, receiver.ended]);
  return { sender, receiver, ...middle.passed };
}

async function files(place: Place): Promise<void> {
  const folder = join(place.from, 'files');
  await mkdir(join(folder, 'deep', 'er'), { recursive: true });
  for (let index = 0; index < 12; index++) {
    await writeFile(join(folder, 'deep', `small ${index}`), randomBytes(index * 300));
  }
  await writeFile(join(folder, 'deep', 'er', 'middle'), randomBytes(300 * KiB));
  await writeFile(join(folder, 'large'), randomBytes(1500 * KiB));
}

describe('a verified transfer that is cut', () => {
  it('is whole in the end, for 200 random points of 200', async () => {
    await inPlace(async (place) => {
      await files(place);
      const wanted = await treeOf(place.from);
      const clean = await attempt(place, {});
      expect([await codeOfEnd(clean.sender), await codeOfEnd(clean.receiver)]).toEqual([null, null]);
      expect(await treeOf(place.to)).toEqual(wanted);

      const random = seeded(20_260_101);
      let whole = 0;
      let carriedOn = 0;
      let broken = 0;
      for (let run = 0; run < 200; run++) {
        await rm(place.to, { recursive: true });
        for (let tries = 0; ; tries++) {
          expect(tries, `run ${run}`).toBeLessThan(20);
          const way = random() < 0.8 ? 'there' : 'back';
          const at = 1 + Math.floor(random() * (clean[way] - 1));
          // Some are cut once, some again while they are carried on.
          const harm =
            tries === 0 || random() < 0.3 ? { cut: { way, at, reset: random() < 0.5 } as const } : {};
          const { sender, receiver } = await attempt(place, harm);
          carriedOn += receiver.told.rows.filter((row) => row.from > 0).length;
          const codes = [await codeOfEnd(sender), await codeOfEnd(receiver)];
          // Nothing that is not whole ever has its name.
          const there = Object.entries(await treeOf(place.to)).filter(([name]) => !name.endsWith('.part'));
          for (const [name, hash] of there) expect(hash, `${name} of run ${run}`).toBe(wanted[name]);
          if (codes[0] === null && codes[1] === null) break;
          broken++;
        }
        expect(await treeOf(place.to), `run ${run}`).toEqual(wanted);
        whole++;
      }
      expect(whole).toBe(200);
      expect(broken).toBeGreaterThan(150);
      expect(carriedOn).toBeGreaterThan(20);
    });
    // Hundreds of transfers, one after the other: on a busy machine that is minutes.
  }, 900_000);
});

describe('bytes that are changed on the way', () => {
  /** Changes the file `large` wherever it begins, as often as said. */
  const inLarge = (marker: Buffer, times: number): Harm & { done: number } => {
    const harm: Harm & { done: number } = {
      done: 0,
      change(bytes, way) {
        const at = way === 'there' && harm.done < times ? bytes.indexOf(marker) : -1;
        if (at < 0) return;
        bytes[at]! ^= 1;
        harm.done++;
      },
    };
    return harm;
  };
  const marked = async (place: Place) => {
    await mkdir(join(place.from, 'files'));
    const marker = randomBytes(8);
    for (const [name, size] of [
      ['large', 900 * KiB],
      ['small', KiB],
    ] as const) {
      await writeFile(join(place.from, 'files', name), Buffer.concat([marker, randomBytes(size)]));
    }
    await writeFile(join(place.from, 'files', 'other'), 'other');
    return marker;
  };

  it('are found, and those files are sent again', async () => {
    await inPlace(async (place) => {
      const harm = inLarge(await marked(place), 3);
      const { sender, receiver } = await attempt(place, harm);
      expect(harm.done).toBe(3);
      expect([await codeOfEnd(sender), await codeOfEnd(receiver)]).toEqual([null, null]);
      expect(await treeOf(place.to)).toEqual(await treeOf(place.from));
      for (const { told } of [sender, receiver]) {
        const again = ['large', 'small', 'other'].map((name) => told.row(`files/${name}`).again);
        expect(again[0]! + again[1]!).toBe(3);
        expect(again[2]).toBe(0);
      }
    });
  });

  it('are found among many small files, and only those are sent again', async () => {
    await inPlace(async (place) => {
      const marker = await marked(place);
      for (let n = 0; n < 200; n++) await writeFile(join(place.from, 'files', `${n}`), randomBytes(n * 20));
      // It comes late, so that it is one of those that go together.
      await writeFile(join(place.from, 'files', 'z'), Buffer.concat([marker, randomBytes(300)]));
      const harm = inLarge(marker, 2);
      const { sender, receiver } = await attempt(place, harm);
      expect(harm.done).toBe(2);
      expect([await codeOfEnd(sender), await codeOfEnd(receiver)]).toEqual([null, null]);
      expect(await treeOf(place.to)).toEqual(await treeOf(place.from));
      for (const { told } of [sender, receiver]) {
        const again = told.rows.filter((row) => row.again > 0).map(({ path }) => path);
        for (const path of again) expect(['files/large', 'files/small', 'files/z']).toContain(path);
        expect(told.rows.reduce((sum, row) => sum + row.again, 0)).toBe(2);
      }
    });
  });

  it('fail a file by name at the third time, and the others arrive', async () => {
    await inPlace(async (place) => {
      const { sender, receiver } = await attempt(place, inLarge(await marked(place), 1000));
      expect([await codeOfEnd(sender), await codeOfEnd(receiver)]).toEqual([null, null]);
      for (const { told } of [sender, receiver]) {
        expect(told.counts).toEqual({ done: 2, failed: 2 });
        expect(told.row('files/large')).toMatchObject({
          again: 2,
          note: 'Its bytes were changed on the way, 3 times.',
        });
      }
      expect(Object.keys(await treeOf(place.to))).toEqual(['files', 'files/other']);
    });
  });

  it.each([0, 3, 30, 60, 120])('are found in what is told about files, too (byte %i)', async (where) => {
    await inPlace(async (place) => {
      await marked(place);
      const change = (bytes: Buffer, way: string, at: number) => {
        if (way === 'there' && where >= at && where < at + bytes.length) bytes[where - at]! ^= 4;
      };
      const { receiver } = await attempt(place, { change });
      expect(await codeOfEnd(receiver)).toBe(where < 8 ? 'NOT_WIREBENCH' : 'DAMAGED');
      expect((await readdir(place.to)).filter((name) => name !== 'files')).toEqual([]);
    });
  });
});
