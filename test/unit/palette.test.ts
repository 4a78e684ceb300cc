import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzyMatch } from '../../src/renderer/app/palette/fuzzy.ts';
import { rank } from '../../src/renderer/app/palette/rank.ts';
import type { Command } from '../../src/renderer/ui/command.ts';

const command = (title: string, words?: string, group = 'TCP'): Command => ({
  id: title,
  title,
  group,
  words,
  run: () => undefined,
});
const titles = (commands: Command[], query: string) =>
  rank(commands, query, 10).map((hit) => hit.command.title);

describe('fuzzyMatch', () => {
  it('finds the beginnings of words rather than the first letters that fit', () => {
    expect(fuzzyMatch('sl', 'Use listening Start listening')?.at).toEqual([14, 20]);
  });

  it('prefers letters in a row', () => {
    expect(fuzzyMatch('list', 'loister list')?.at).toEqual([8, 9, 10, 11]);
  });

  it('wants every letter in its order', () => {
    expect(fuzzyMatch('ls', 'sl')).toBeNull();
    expect(fuzzyMatch('xyz', 'Start listening')).toBeNull();
    expect(fuzzyMatch('longer than', 'long')).toBeNull();
  });

  it('takes an empty query as an answer to nothing in particular', () => {
    expect(fuzzyMatch('  ', 'Start listening')).toEqual({ score: 0, at: [] });
  });

  it('finds any subsequence, and says where its letters are', () => {
    const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(text, fc.infiniteStream(fc.boolean()), (whole, keep) => {
        const picked = [...whole].filter(() => keep.next().value).filter((char) => char.trim() !== '');
        const match = fuzzyMatch(picked.join(''), whole);
        expect(match).not.toBeNull();
        expect(match?.at.map((at) => whole[at]?.toLowerCase())).toEqual(picked.map((c) => c.toLowerCase()));
        expect(match?.at).toEqual([...(match?.at ?? [])].sort((a, b) => a - b));
      }),
    );
  });
});

describe('rank', () => {
  const commands = [
    command('Use the light theme', 'colour scheme', 'Window'),
    command('Stop listening on 127.0.0.1:5001'),
    command('Start listening', 'server bind'),
    command('Connect', 'client open'),
  ];

  it('shows all of them in their order when nothing is asked', () => {
    expect(titles(commands, ' ')).toEqual(commands.map((c) => c.title));
  });

  it('puts the best first and of two alike the shorter', () => {
    expect(titles(commands, 'sl').slice(0, 2)).toEqual([
      'Start listening',
      'Stop listening on 127.0.0.1:5001',
    ]);
  });

  it('finds by words that are not in the title, after those that are', () => {
    expect(titles(commands, 'server')).toEqual(['Start listening']);
    expect(titles([command('Open', 'connect'), command('Connect')], 'connect')).toEqual(['Connect', 'Open']);
  });

  it('leaves out what answers badly next to a good answer', () => {
    const noise = command('End sending', 'half-close shutdown');
    expect(titles([noise], 'sl')).toEqual(['End sending']);
    expect(titles([...commands, noise], 'sl')).not.toContain('End sending');
  });

  it('shows no more than asked for', () => {
    expect(rank(commands, '', 2)).toHaveLength(2);
  });
});
