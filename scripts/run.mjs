#!/usr/bin/env node
// The way in for every `npm run ...`: installs what package-lock.json asks for where that is missing or old,
// bundles scripts/NAME.ts with esbuild (a script may import from src/) and runs it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
process.chdir(root);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Kata Workbench needs Node.js 20.19 or newer, this is ${process.versions.node}.`);
  process.exit(1);
}

const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const stamp = join('node_modules', '.kata-workbench-lock');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.log('Installing the npm packages of package-lock.json ...');
  // No install scripts: none of the packages needs one, and fewer programs run on a contributor's machine.
  execFileSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  writeFileSync(stamp, lock);
}

const [name = '', ...args] = process.argv.slice(2);
const source = join('scripts', `${name}.ts`);
if (!/^[a-z-]+$/.test(name) || !existsSync(source)) {
  console.error(`There is no script "${name}".`);
  process.exit(2);
}
const { build } = await import('esbuild');
const outfile = join(root, 'out', 'scripts', `${name}.mjs`);
await build({
  entryPoints: [source],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv = [process.argv[0], source, ...args];
await import(pathToFileURL(outfile).href);
