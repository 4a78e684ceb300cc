import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare global {
  interface Window {
    axe?: { run(context: Document, options: object): Promise<AxeResults> };
  }
}

/** What axe finds serious or critical on the screen as it is: the rule, what it says, and where. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Run by the debugger rather than as a script of the page, which the page's own policy would refuse.
  await page.evaluate(`window.axe === undefined && (() => { ${source} })()`);
  const found = await page.evaluate(() => window.axe?.run(document, { resultTypes: ['violations'] }));
  if (found === undefined) throw new Error('axe did not load');
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        (node) => `${id}: ${help}: ${node.html.slice(0, 200)}: ${node.failureSummary?.slice(0, 300)}`,
      ),
    );
}
