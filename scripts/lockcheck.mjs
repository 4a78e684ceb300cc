// Finds what makes the next `npm ci` fail though this one worked: optional platform packages that package-lock.json
// should name and does not, and download addresses that only one machine can reach.
import { readFileSync } from 'node:fs';

const file = process.argv[2] ?? 'package-lock.json';
const packages = Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages);
const names = new Set(packages.map(([path]) => path));
const found = [];
for (const [path, { version, optionalDependencies = {}, resolved }] of packages) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    if (!names.has(`${path}/node_modules/${name}`) && !names.has(`node_modules/${name}`)) {
      found.push(`${path || 'the project'}@${version} wants ${name}@${range}, which is not in the lock`);
    }
  }
  if (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')) {
    found.push(`${path}@${version} would be fetched from ${resolved}`);
  }
}
for (const line of found) console.log(line);
console.log(`${file}: ${packages.length} packages, ${found.length} found wrong`);
process.exitCode = found.length > 0 ? 1 : 0;
