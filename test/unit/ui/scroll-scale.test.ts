import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isScaled,
  MAX_SCROLL,
  maxTop,
  scrollOf,
  spacerHeight,
  topForRow,
  topOf,
  visibleRows,
} from '../../../src/renderer/ui/rows/scroll-scale.ts';

const row = 20;
/** A dump of 1 GiB: 67 million rows. */
const big = { total: (1 << 26) * row, view: 400 };
const small = { total: 1000 * row, view: 400 };
const extents = fc
  .record({ rows: fc.integer({ min: 1, max: 100_000_000 }), view: fc.integer({ min: 20, max: 2000 }) })
  .map(({ rows, view }) => ({ total: rows * row, view }));

describe('the scale of the scroll bar', () => {
  it('leaves a list alone that a browser can lay out', () => {
    expect(isScaled(small)).toBe(false);
    expect(spacerHeight(small)).toBe(20_000);
    expect(topOf(1234, small, row)).toBe(1234);
    expect(scrollOf(1234, small)).toBe(1234);
  });

  it('reaches both ends exactly, however long the list', () => {
    fc.assert(
      fc.property(extents, (extent) => {
        const end = spacerHeight(extent) - extent.view;
        expect(topOf(0, extent, row)).toBe(0);
        expect(topOf(Math.max(0, end), extent, row)).toBe(maxTop(extent));
        expect(scrollOf(maxTop(extent), extent)).toBeLessThanOrEqual(MAX_SCROLL);
      }),
    );
  });

  it('puts a dragged thumb on the edge of a row', () => {
    const top = topOf(5_000_000, big, row);
    expect(top % row).toBe(0);
    expect(Math.abs(top / big.total - 0.5)).toBeLessThan(0.001);
  });

  it('comes back to the place it came from, within what one px of the bar stands for', () => {
    fc.assert(
      fc.property(extents, fc.double({ min: 0, max: 1, noNaN: true }), (extent, share) => {
        const top = maxTop(extent) * share;
        const px = isScaled(extent) ? extent.total / MAX_SCROLL + row : 1;
        expect(Math.abs(topOf(scrollOf(top, extent), extent, row) - top)).toBeLessThanOrEqual(px);
      }),
    );
  });

  it('shows a row wherever it is, and moves no more than needed', () => {
    fc.assert(
      fc.property(extents, fc.double({ min: 0, max: 0.999999, noNaN: true }), (extent, share) => {
        const index = Math.floor((extent.total / row) * share);
        const top = topForRow(index, 0, extent, row, 'nearest');
        const { first, last } = visibleRows(top, extent, row);
        expect(index >= first && index <= last).toBe(true);
        expect(topForRow(index, top, extent, row, 'nearest')).toBe(top);
      }),
    );
  });
});
