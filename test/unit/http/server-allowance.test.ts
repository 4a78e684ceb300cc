import { describe, expect, it } from 'vitest';
import { Allowance, SHORT, START } from '../../../src/main/tools/http/server/allowance.ts';

const MOST = 4 * START;
const A_SECOND = START;

describe('what a server keeps of its messages', () => {
  const worn = () => {
    const allowance = new Allowance(MOST, A_SECOND, 1000);
    for (let i = 0; i < 4; i++) {
      expect(allowance.at(1000)).toBe(START);
      allowance.kept(START);
    }
    return allowance;
  };

  it('is short when the allowance is used up, and a MiB again when that has grown by one', () => {
    const allowance = worn();
    expect(allowance.at(1000)).toBe(SHORT);
    expect(allowance.at(1500)).toBe(SHORT);
    expect(allowance.at(2000)).toBe(START);
  });

  it('grows to its most and no further, however long nothing moves', () => {
    const allowance = worn();
    expect(allowance.at(9_000_000)).toBe(START);
    allowance.kept(MOST);
    expect(allowance.at(9_000_000)).toBe(SHORT);
  });

  it('wears by what was kept only', () => {
    const allowance = new Allowance(MOST, A_SECOND, 1000);
    for (let i = 0; i < 1000; i++) {
      expect(allowance.at(1000)).toBe(START);
      allowance.kept(1000);
    }
  });
});
