// `npm test`: builds, checks, runs the tests and ends with one line of counts. `npm test -- test/unit/x.test.ts` builds
// and runs those files only; every argument goes to vitest as it is.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const counts = { passed: 0, failed: 0, skipped: 0 };

/** Runs a command of node_modules/.bin (or a script of ours) with this Node; true when it exits with 0. */
function run(entry, args, stdio) {
  const options = { cwd: root, stdio, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  const result = spawnSync(process.execPath, [join(root, entry), ...args], options);
  return { ok: result.status === 0, output: `${result.stdout ?? ''}${result.stderr ?? ''}` };
}

function check(name, entry, ...args) {
  const started = performance.now();
  const { ok, output } = run(entry, args, ['ignore', 'pipe', 'pipe']);
  counts[ok ? 'passed' : 'failed']++;
  console.log(`${ok ? '✓' : '✗'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (!ok) console.log(output.trimEnd());
  return ok;
}

/** Vitest's own report, as JSON; a file that cannot be loaded and an error outside any test count as one failure each. */
function tests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'wirebench-test-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { ok } = run('node_modules/vitest/vitest.mjs', ['run', ...reporters, ...args], 'inherit');
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    const unloaded = testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'),
    ).length;
    counts.passed += numPassedTests;
    counts.failed += numFailedTests + unloaded;
    counts.skipped += numPendingTests + numTodoTests;
    if (!ok && numFailedTests + unloaded === 0) counts.failed++;
    for (const name of skippedIn(testResults)) console.log(`skipped: ${name}`);
  } catch (error) {
    console.log(`the tests left no report: ${error.message}`);
    counts.failed++;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was skipped, each once: the title of a group says why, and stands for all that is in it. */
function skippedIn(testResults) {
  const all = testResults.flatMap((file) => file.assertionResults);
  const skipped = all.filter(({ status }) => status !== 'passed' && status !== 'failed');
  const name = ({ ancestorTitles, title }) =>
    ancestorTitles.find((group) => group.includes('(skipped: ')) ?? [...ancestorTitles, title].join(' ');
  return new Set(skipped.map(name));
}

const args = process.argv.slice(2);
const built = check('build', 'node_modules/electron-vite/bin/electron-vite.js', 'build');
if (args.length === 0) {
  check('types', 'node_modules/typescript/bin/tsc', '--noEmit');
  check('lint', 'node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings');
  check('format', 'node_modules/prettier/bin/prettier.cjs', '--check', '.');
  check('lock file', 'scripts/lockcheck.mjs');
}
if (built) tests(args);

const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = counts.failed > 0 ? 1 : 0;
