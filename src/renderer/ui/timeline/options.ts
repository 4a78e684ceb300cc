import type { CapturedRow } from '../../bridge/captures.ts';

/** What a tool wants of the timeline of its sessions. */
export interface TimelineOptions {
  /** Its rows name their peers: they get a column, and the rows of one can be seen by themselves. */
  readonly peers?: boolean;
  /** What can be done with a row, in its menu. */
  rowActs?(row: CapturedRow): readonly { readonly label: string; run(): unknown }[];
}
