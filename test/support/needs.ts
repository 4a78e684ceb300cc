import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';
import known from '../needs.json';

interface Need {
  why: string;
  commands?: string[];
  files?: string[];
  packages: string[];
}

const NEEDS: Record<string, Need> = known;

/** The whole path of a program, or null where it is not installed. */
export function findProgram(command: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, command);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return null;
}

/** The program that meets a need of test/needs.json. */
export function program(need: string): string {
  for (const command of NEEDS[need]?.commands ?? []) {
    const path = findProgram(command);
    if (path !== null) return path;
  }
  throw new Error(`${need} is not installed: ${installLine([need])}`);
}

function isMet(name: string): boolean {
  const need = NEEDS[name];
  if (need === undefined) throw new Error(`test/needs.json does not name ${name}`);
  const hasProgram = need.commands?.some((command) => findProgram(command) !== null) ?? true;
  return hasProgram && (need.files ?? []).every((file) => existsSync(file));
}

const installLine = (names: string[]) =>
  `apt-get install --no-install-recommends ${names.flatMap((name) => NEEDS[name]?.packages ?? []).join(' ')}`;

/**
 * A `describe` for tests that need programs of test/needs.json. Where one is missing they are skipped, and the title
 * says for want of what; with CI=true they run, and fail on it.
 */
export function describeWith(needs: string | string[], title: string, body: () => void): void {
  const names = [needs].flat();
  const missing = names.filter((name) => !isMet(name));
  if (missing.length === 0 || process.env.CI === 'true') describe(title, body);
  else describe.skip(`${title} (skipped: no ${missing.join(', no ')}; ${installLine(missing)})`, body);
}

/** A `describe` for tests that need something of the system that cannot be installed, such as root. */
export function describeIf(condition: boolean, what: string, title: string, body: () => void): void {
  if (condition) describe(title, body);
  else describe.skip(`${title} (skipped: needs ${what})`, body);
}

export const isRoot = process.getuid?.() === 0;
