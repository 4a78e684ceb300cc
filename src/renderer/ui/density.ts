import { create } from 'zustand';
import type { Settings } from '../../contract/settings.ts';

export type Density = Settings['density'];

/** Row heights in CSS pixels; windowed lists need them as numbers. */
const HEIGHTS = {
  comfortable: { row: 24, hex: 20, list: 28 },
  compact: { row: 20, hex: 18, list: 24 },
} as const satisfies Record<Density, { row: number; hex: number; list: number }>;

const useStore = create<{ density: Density }>(() => ({ density: 'comfortable' }));

/** Applies a density to the whole window: the numbers here, and the lengths that hang on `data-density` in CSS. */
export function setDensity(density: Density): void {
  document.documentElement.dataset['density'] = density;
  useStore.setState({ density });
}

/** Heights of timeline rows, hex rows and list rows. */
export function useRowHeights(): { row: number; hex: number; list: number } {
  return HEIGHTS[useStore((s) => s.density)];
}
