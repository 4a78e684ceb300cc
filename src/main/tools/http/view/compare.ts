import type { PairedLine } from '../../../../contract/tools/http-view.ts';
import type { BodyBytes } from './bodies.ts';
import { decoderFor } from './decoder.ts';
import { differ } from './differ.ts';
import type { LaidBody } from './laid-body.ts';

/** The most that is compared of each body. */
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_LINES = 20_000;
/** Lines that both have, before and behind each difference. */
const AROUND = 3;
const MOST_ROWS = 4000;
const MOST_TEXT = 400;
/** Lines that are asked for at once. */
const PAGE = 2000;

export interface Compared {
  body: BodyBytes;
  /** Laid out, where it can be. */
  laid: LaidBody | null;
}

/** Compares two bodies line by line, as they are laid out, or as they are. */
export async function compare(left: Compared, right: Compared, signal: AbortSignal) {
  const [a, b] = [await linesOf(left, signal), await linesOf(right, signal)];
  const { pairs, exact } = differ(a.lines, b.lines);
  const all: PairedLine[] = pairs.map(([l, r]) => {
    const one = (lines: string[], at: number | null) =>
      at === null ? null : { line: at + 1, text: lines[at]!.slice(0, MOST_TEXT) };
    const both = l !== null && r !== null;
    const kind = !both ? (l === null ? 'right' : 'left') : a.lines[l] === b.lines[r] ? 'same' : 'changed';
    return { kind, left: one(a.lines, l), right: one(b.lines, r), skipped: 0 };
  });
  const rows = folded(all);
  const notes = [
    a.cut || b.cut ? 'Only the beginning was compared: the first 20,000 lines, or 4 MiB.' : null,
    exact ? null : 'They differ so much that lines are joined by their place.',
    rows.length > MOST_ROWS ? 'Only the first differences are shown.' : null,
  ].filter((note) => note !== null);
  return {
    rows: rows.slice(0, MOST_ROWS),
    differences: all.filter(({ kind }) => kind !== 'same').length,
    note: notes.length > 0 ? notes.join(' ') : null,
  };
}

async function linesOf(
  { body, laid }: Compared,
  signal: AbortSignal,
): Promise<{ lines: string[]; cut: boolean }> {
  if (laid) {
    await laidOut(laid, signal);
    const lines: string[] = [];
    while (lines.length < Math.min(laid.lines.count, MOST_LINES)) {
      const page = await laid.page(lines.length, PAGE);
      if (page.length === 0) break;
      for (const { depth, text } of page) lines.push('  '.repeat(Math.min(depth, 50)) + text);
    }
    return { lines: lines.slice(0, MOST_LINES), cut: laid.lines.count > MOST_LINES || !laid.state.whole };
  }
  const bytes = await body.read(0, Math.min(body.size, MOST_BYTES));
  const lines = decoderFor(body.charset)(bytes).split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return { lines: lines.slice(0, MOST_LINES), cut: body.size > MOST_BYTES || lines.length > MOST_LINES };
}

/** Waits until so much is laid out as is compared. */
async function laidOut(laid: LaidBody, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((done) => {
    const look = () => {
      const { whole, lines, note } = laid.state;
      if (whole || lines >= MOST_LINES || note !== null || laid.removed || signal.aborted) done();
    };
    const unwatch = laid.watch(look);
    signal.addEventListener('abort', look, { once: true });
    const over = done;
    done = () => {
      unwatch();
      signal.removeEventListener('abort', look);
      over();
    };
    look();
  });
  signal.throwIfAborted();
}

/** Long runs of lines that both have become one row each. */
function folded(all: PairedLine[]): PairedLine[] {
  const near = new Uint8Array(all.length);
  for (const [at, { kind }] of all.entries())
    if (kind !== 'same') near.fill(1, Math.max(0, at - AROUND), at + AROUND + 1);
  const rows: PairedLine[] = [];
  for (const [at, row] of all.entries()) {
    const last = rows.at(-1);
    if (near[at]) rows.push(row);
    else if (last?.kind === 'skipped') last.skipped++;
    else rows.push({ kind: 'skipped', left: row.left, right: row.right, skipped: 1 });
  }
  return rows;
}
