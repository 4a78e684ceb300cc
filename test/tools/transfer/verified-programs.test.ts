import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith, program } from '../../support/needs.ts';
import { type Peer, startPeer } from '../../support/peer.ts';
import { codeOfEnd, inPlace, type Place, type Side, treeOf } from '../../support/verified.ts';

failOnLeaks();

const MiB = 1024 * 1024;

describeWith('python3', 'the programs of docs/transfer-format.md', () => {
  /** Writes the programs out, and starts one. */
  const start = async (place: Place, name: string, ...args: string[]): Promise<Peer> => {
    const text = await readFile(resolve(import.meta.dirname, '../../../docs/transfer-format.md'), 'utf8');
    const blocks = [...text.matchAll(/```python (\S+)\n([\s\S]*?)```/g)];
    for (const [, file = '', code = ''] of blocks) {
      expect(code.split('\n').length, file).toBeLessThanOrEqual(100);
      await writeFile(join(place.root, file), code);
      // What the sender uses of the receiver: all that stands before the receiver itself.
      if (file === 'receive.py') await writeFile(join(place.root, 'frames.py'), code.split('def inside')[0]!);
    }
    return startPeer(program('python3'), ['-u', join(place.root, name), ...args]);
  };

  it('receive what is sent here', async () => {
    await inPlace(async (place) => {
      await mkdir(join(place.from, 'd', 'e'), { recursive: true });
      await writeFile(join(place.from, 'd', 'large'), randomBytes(3 * MiB + 1));
      await writeFile(join(place.from, 'd', 'zero'), '');
      for (let index = 0; index < 50; index++)
        await writeFile(join(place.from, 'd', 'e', `ü ${index}`), randomBytes(index * 100));
      const peer = await start(place, 'receive.py', '0', place.to);
      try {
        const port = Number((await peer.until(/listening on (\d+)/))[1]);
        const sender = place.send(await place.dial(port), place.source('d'));
        expect(await codeOfEnd(sender)).toBeNull();
        expect(sender.told.counts).toEqual({ done: 54 });
        expect(await treeOf(place.to)).toEqual(await treeOf(place.from));
      } finally {
        await peer.stop();
      }
    });
  });

  it('send what is received here, and carry on', async () => {
    await inPlace(async (place) => {
      const bytes = randomBytes(2 * MiB);
      await writeFile(join(place.from, 'large'), bytes);
      await writeFile(join(place.from, 'small'), 'small');
      await writeFile(join(place.to, 'large'), bytes.subarray(0, MiB));
      let begun: (side: Side) => void = () => {};
      const receiving = new Promise<Side>((take) => (begun = take));
      const port = await place.serve((socket) => void place.receive(socket).then(begun));
      const peer = await start(
        place,
        'send.py',
        String(port),
        ...['large', 'small'].map((name) => join(place.from, name)),
      );
      try {
        const receiver = await receiving;
        expect(await codeOfEnd(receiver)).toBeNull();
        expect(receiver.told.row('large').from).toBe(MiB);
        const written = receiver.told.row('large').writtenTo!;
        expect((await readFile(join(place.to, written))).equals(bytes)).toBe(true);
        expect(await readFile(join(place.to, 'small'), 'utf8')).toBe('small');
      } finally {
        await peer.stop();
      }
    });
  });
});
