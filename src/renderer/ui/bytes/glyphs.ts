import { isPrintable } from '../../../contract/payload/utf8.ts';

/** A stretch of a row of text with one look. */
export interface GlyphRun {
  /** The unit it begins with. */
  unit: number;
  text: string;
  /** Something that can't be seen, shown by a sign of its own. */
  sign: boolean;
  selected: boolean;
}

/** The sign for what can't be seen: as many units as it stands for, so that places stay in step. */
const signOf = (code: number): string => (code > 0xffff ? '··' : '·');

/** Units `from … to` of a text, cut where the look changes; `selFrom … selTo` are selected. */
export function glyphRuns(
  text: string,
  from: number,
  to: number,
  selFrom: number,
  selTo: number,
): GlyphRun[] {
  const runs: GlyphRun[] = [];
  for (let unit = from; unit < to;) {
    const code = text.codePointAt(unit)!;
    const size = code > 0xffff && unit + 1 < to ? 2 : 1;
    const plain = code === 9 || isPrintable(code);
    const shown = plain ? text.slice(unit, unit + size) : signOf(code);
    const sign = !plain || code === 0xfffd;
    const selected = unit >= selFrom && unit < selTo;
    const last = runs.at(-1);
    if (last && last.sign === sign && last.selected === selected) last.text += shown;
    else runs.push({ unit, text: shown, sign, selected });
    unit += size;
  }
  return runs;
}
