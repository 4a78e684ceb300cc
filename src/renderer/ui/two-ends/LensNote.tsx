import { useEffect, useState } from 'react';
import type { Session } from '../../../contract/bench.ts';
import { isNamed, LENS_NAMES, type LensFraming } from '../../../contract/payload/framing.ts';
import { isData } from '../../../contract/rows.ts';
import type { CapturedPairRow } from '../../bridge/captures.ts';
import { messageAt, useLensState } from '../../bridge/lenses.ts';
import { formatCount } from '../format.ts';
import { isStream, lensOf, useLensChoice } from '../lens/lens-store.ts';
import { splitWords } from './joins.ts';

/** What became of the chosen row, and which messages it holds where its session is framed. */
export function LensNote({ session, row }: { session: Session; row: CapturedPairRow }) {
  const choice = useLensChoice(session);
  const lens = isStream(session) ? lensOf(choice) : null;
  const { total } = useLensState(session.id, lens);
  const [held, setHeld] = useState<{ of: string; first: number; last: number } | null>(null);
  const key = JSON.stringify([session.id, row.seq, lens]);
  const { kind, offset, length } = row;
  useEffect(() => {
    if (!lens || !isData(kind) || length === 0) return;
    const abort = new AbortController();
    const at = (place: number) => messageAt(session.id, lens, kind, place, abort.signal);
    Promise.all([at(offset), at(offset + length - 1)]).then(
      ([first, last]) => {
        if (!abort.signal.aborted && first !== null) setHeld({ of: key, first, last: last ?? first });
      },
      (error: unknown) => {
        // The note is an extra; what is wrong with the session is said elsewhere.
        if (!abort.signal.aborted) console.debug('no messages of the row', error);
      },
    );
    return () => abort.abort();
    // The key stands for the lens; more rows may be the messages that were missing.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key, total, kind, offset, length]);

  if (!isData(kind)) return null;
  const messages = lens && held?.of === key ? messageWords(held.first, held.last) : null;
  const words = [
    splitWords(row),
    messages && lens ? `${messages} (${framingName(lens.framing.kind)})` : null,
  ].filter(Boolean);
  return words.length > 0 ? <span className="wb-pane-note wb-te-note">{words.join(' · ')}</span> : null;
}

/** `in row 12 of the framed timeline`. */
export const messageWords = (first: number, last: number): string =>
  first === last
    ? `in row ${formatCount(first + 1)} of the framed timeline`
    : `in rows ${formatCount(first + 1)} to ${formatCount(last + 1)} of the framed timeline`;

const framingName = (kind: keyof typeof LENS_NAMES): string =>
  isNamed({ kind } as LensFraming) ? LENS_NAMES[kind] : LENS_NAMES[kind].toLowerCase();
