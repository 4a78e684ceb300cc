import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { BenchError } from '../failure.ts';

/** A path from the root of the disk; `~/` stands for the home folder. Throws BAD_INPUT with the field for any other. */
export function wholePath(path: string, field = 'file'): string {
  const full = /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
  if (isAbsolute(full)) return full;
  throw new BenchError({
    code: 'BAD_INPUT',
    field,
    message: `${path} is no whole path.`,
    hint: 'Write it from the root of the disk, such as /home/me/page.html, or from the home folder with ~/.',
  });
}
