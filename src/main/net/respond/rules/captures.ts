/** Bytes `[from, to)` of a message. */
export type Span = readonly [from: number, to: number];

/** What of a message a rule matched: the whole match first, then the groups; null for a group that took no part. */
export interface Captures {
  spans: readonly (Span | null)[];
  named: Readonly<Record<string, Span | null>>;
}

export const whole = (from: number, to: number): Captures => ({ spans: [[from, to]], named: {} });
