import type { Capture } from '../../src/main/bench/capture/capture.ts';
import type { Lens } from '../../src/main/bench/lens/lens.ts';
import { lensPage } from '../../src/main/bench/lens/page.ts';

/** Looks until all that the capture holds was looked at. */
export async function looked(lens: Lens): Promise<void> {
  let unwatch: () => void = () => undefined;
  await new Promise<void>((done) => {
    const check = () => {
      const { looked: rows, problem } = lens.state();
      if (rows >= lens.capture.rows.count || problem) done();
    };
    unwatch = lens.watch(check);
    check();
  });
  unwatch();
}

/** All of its rows. */
export const all = async (lens: Lens, twin?: Capture) => (await lensPage(lens, 0, 100_000, twin)).rows;
