import type { RowKind } from '../../../contract/rows.ts';

/** How a row is marked: direction is never colour alone. */
export const ROW_MARKS: Record<RowKind, { mark: string; word: string }> = {
  in: { mark: '↓', word: 'in' },
  out: { mark: '↑', word: 'out' },
  resolve: { mark: '·', word: 'resolve' },
  connect: { mark: '·', word: 'connect' },
  accept: { mark: '·', word: 'accept' },
  'end-sent': { mark: '·', word: 'end sent' },
  'end-received': { mark: '·', word: 'end in' },
  reset: { mark: '·', word: 'reset' },
  close: { mark: '·', word: 'close' },
  error: { mark: '!', word: 'error' },
  note: { mark: '·', word: 'note' },
  tls: { mark: '·', word: 'TLS' },
  fault: { mark: '!', word: 'fault' },
};
