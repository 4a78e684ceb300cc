/** Keys that fire a saved message; main takes the same ones: `MESSAGE_KEYS` of `contract/messages.ts`. */
export const MESSAGE_KEYS: readonly string[] = [
  ...Array.from({ length: 9 }, (_, n) => `Ctrl+Alt+${n + 1}`),
  'F6',
  'F7',
  'F8',
  'F9',
];
