import { expect, it } from 'vitest';
import { withBench } from '../support/bench.ts';

const MiB = 1024 * 1024;

it('a change of one setting leaves the others as they are', () =>
  withBench(async ({ client }) => {
    await client.settings.update({ memoryLimit: 32 * MiB });
    await client.settings.update({ density: 'compact' });
    expect(await client.settings.update({ theme: 'dark' })).toMatchObject({
      theme: 'dark',
      density: 'compact',
      memoryLimit: 32 * MiB,
    });
  }));
