import { expect, test } from 'vitest';
import { faultWords, NO_FAULTS } from '../../../src/contract/payload/faults.ts';
import { FaultLog } from '../../../src/main/tools/relay/faults/fault-log.ts';

test('a flood is told by its first rows and a sum for each second', () => {
  const rows: string[] = [];
  const log = new FaultLog('Client to target', (text) => rows.push(text));
  for (let i = 0; i < 100; i++) log.tell({ effect: 'flip', times: 3, text: `flip ${i}.` }, i);
  log.tell({ effect: 'later', times: 1, text: 'late.' }, 200);
  log.tell({ effect: 'hole', times: 1, text: 'forwards nothing.' }, 300);
  expect(rows).toHaveLength(26);
  expect(rows[0]).toBe('Client to target: flip 0.');
  expect(rows[25]).toBe('Client to target: forwards nothing.');
  expect(log.due).toBe(1000);
  log.flush(1000);
  expect(rows[26]).toBe('Client to target: and 225 bits flipped, 1 read sent later within a second.');
  expect(log.due).toBeNull();
});

test('faults in words', () => {
  expect(faultWords(NO_FAULTS)).toEqual([]);
  expect(
    faultWords({
      ...NO_FAULTS,
      delayMs: 1200,
      splitBytes: 3,
      flipEvery: 1000,
      blackHoleFrom: 0,
      dropPercent: 2.5,
    }),
  ).toEqual([
    '1,200 ms later',
    'in pieces of 3 B',
    'a bit flipped in every 1,000 B',
    '2.5 % dropped',
    'black hole',
  ]);
});
