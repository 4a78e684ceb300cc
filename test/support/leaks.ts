import { readdirSync, readlinkSync } from 'node:fs';
import { afterEach, beforeEach } from 'vitest';
import { ask } from './wait.ts';

/** What this process holds open: files, sockets and pipes by what they are, and timers that keep it alive. */
function held(): string[] {
  const list: string[] = process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'Immediate');
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      if (!target.endsWith('/fd')) list.push(target);
    } catch {
      // The descriptor that read the folder is gone by the time it is looked at.
      continue;
    }
  }
  return list;
}

/** What `now` has more of than `before`. */
function more(before: string[], now: string[]): string[] {
  const left = new Map<string, number>();
  for (const name of before) left.set(name, (left.get(name) ?? 0) + 1);
  return now.filter((name) => {
    const count = left.get(name) ?? 0;
    left.set(name, count - 1);
    return count <= 0;
  });
}

/**
 * Fails each test of the file that leaves a socket, file, pipe or running timer behind. Closing takes the event loop a
 * few turns, so what is left gets a moment. Timers that don't keep the process alive are not seen.
 */
export function failOnLeaks(): void {
  let before: string[] = [];
  beforeEach(() => {
    before = held();
  });
  afterEach(async () => {
    let left: string[] = [];
    await ask(() => (left = more(before, held())).length === 0, 'nothing', 5000).catch(() => {
      throw new Error(`the test leaves open: ${left.join(', ')}`);
    });
  });
}
