// Sees to what the tests need besides Node: Chromium, its fonts, and the real programs they talk to. As root on Debian
// it installs what is missing; elsewhere it names it, and the tests that need it are skipped by name. With CI=true
// something missing is a failure. It writes nothing into the project.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const needs = Object.entries(
  JSON.parse(readFileSync(new URL('../test/needs.json', import.meta.url), 'utf8')),
);
const say = (line) => console.log(`setup: ${line}`);

function runs(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A need is met by any of its commands and all of its files. */
const met = ({ commands, files = [] }) =>
  (commands?.some(runs) ?? true) && files.every((file) => existsSync(file));
const missing = () => needs.filter(([, need]) => !met(need));

function apt(...args) {
  const options = ['-o', 'DPkg::Lock::Timeout=500', '-q', '-y'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const result = spawnSync('apt-get', [...options, ...args], { env, encoding: 'utf8', timeout: 20 * 60_000 });
  if (result.status === 0) return true;
  const output = `${result.error?.message ?? ''}${result.stdout ?? ''}${result.stderr ?? ''}`.trim();
  say(`apt-get ${args[0]} failed:\n${output.split('\n').slice(-8).join('\n')}`);
  return false;
}

/** Some packages start a daemon when they are installed; this keeps them from it while we install. */
function withoutDaemons(install) {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    install();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

const before = missing();
const canInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version') && runs('apt-get');
if (before.length > 0 && canInstall) {
  for (const [name, need] of before) say(`installing ${name} (${need.packages.join(' ')}): ${need.why}`);
  withoutDaemons(() => {
    const packages = before.flatMap(([, need]) => need.packages);
    if (apt('update')) apt('install', '--no-install-recommends', ...packages);
  });
}

const still = missing();
if (still.length > 0) {
  for (const [name, need] of still) say(`${name} is missing (${need.why}); its tests are skipped by name`);
  const packages = still.flatMap(([, need]) => need.packages);
  say(`on Debian or Ubuntu: sudo apt-get install --no-install-recommends ${packages.join(' ')}`);
  if (process.env.CI === 'true') {
    say('with CI=true that is a failure');
    process.exitCode = 1;
  }
}
