/**
 * `npm run package`: the extension as .vsix and the command line as npm package, both in out/package. Fails where one
 * is larger than its budget, lacks a file that its pages link to, or does not run once it is installed.
 */
import { listFiles, PackageManager } from '@vscode/vsce';
import { execa } from 'execa';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import manifest from '../package.json';
import { activationBudget, bytesOf, filesOf, lintBudget, vsixBudget, withinBudget } from './budget';
import { bundle, noticesFile } from './bundle';
import { cleanUp, temporaryFolder } from './cleanup';
import { relativeLinks } from './links';
import { packageFolder, packedReadme, packVsix, withoutRulePages } from './vscode/pack';

/** What the npm package holds beside the command line's part of dist/. */
const besideTheCommandLine = [
  noticesFile,
  'CHANGELOG.md',
  'LICENSE',
  'docs/cluster.md',
  'docs/command-line.md',
  'docs/dev-containers.md',
  'docs/host-bios.md',
  'docs/host-checks.md',
  'docs/host-tuning.md',
  'docs/language-model-tools.md',
  'docs/other-extensions.md',
  'docs/sandboxes.md',
  'docs/security.md',
  'docs/pictures',
  'docs/rules',
  'docs/rules.md',
  'schemas',
];

/** What the npm package's manifest takes from the extension's. */
const { name, version, description, license, keywords, type, bin } = manifest;
const npmManifest = {
  name,
  version,
  description,
  license,
  keywords,
  type,
  bin,
  engines: { node: manifest.engines.node },
};

try {
  rmSync(packageFolder, { recursive: true, force: true });
  const { outputs } = await bundle();
  const activation = bytesOf(outputs, filesOf(outputs, 'dist/extension.js', { lazy: false }));
  console.log(withinBudget('What activate() loads', activation, activationBudget));
  const [lint = ''] =
    Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === 'src/cli/lint/lint.ts') ?? [];
  const loaded = bytesOf(outputs, filesOf(outputs, lint, { lazy: false }));
  console.log(withinBudget('What the lint of a Kata configuration loads', loaded, lintBudget));

  const packed = await listFiles({ packageManager: PackageManager.None });
  checkLinks('The extension', withoutRulePages(packedReadme()), packed, '.');
  checkCode(
    packed,
    ['dist/extension.js', 'dist/worker.js'].flatMap((entry) => filesOf(outputs, entry, { lazy: true })),
  );
  const vsix = await packVsix();
  console.log(withinBudget(vsix, statSync(vsix).size, vsixBudget));

  const tarball = await packCommandLine(filesOf(outputs, 'dist/cli.js', { lazy: true }));
  await tryCommandLine(tarball);
  console.log(`${tarball}: ${(statSync(tarball).size / 1000).toFixed(0)} kB`);
} finally {
  await cleanUp();
}

/** Packs the command line, without the editor's part, as npm package; returns its path. */
async function packCommandLine(dist: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  for (const file of [...dist, ...besideTheCommandLine])
    cpSync(file, join(folder, file), { recursive: true });
  writeFileSync(join(folder, 'README.md'), packedReadme());
  writeFileSync(join(folder, 'package.json'), JSON.stringify(npmManifest, null, 2));
  const packed = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  checkLinks('The npm package', packedReadme(), packed, folder);
  mkdirSync(packageFolder, { recursive: true });
  await execa('npm', ['pack', '--loglevel=error', '--pack-destination', resolve(packageFolder)], {
    cwd: folder,
  });
  return join(packageFolder, `${name}-${version}.tgz`);
}

/** Throws where the README or a page of docs/ links to a file that is not among the packed ones, all below `folder`. */
function checkLinks(what: string, readme: string, packed: readonly string[], folder: string): void {
  const files = packed.map((file) => file.replaceAll('\\', '/'));
  const pages = files.filter((file) => file.startsWith('docs/') && file.endsWith('.md'));
  const links = [
    ...relativeLinks(readme),
    ...pages.flatMap((page) =>
      relativeLinks(readFileSync(join(folder, page), 'utf8')).map((link) =>
        posix.join(posix.dirname(page), link),
      ),
    ),
  ];
  const missing = links.filter(
    (link) => !files.some((file) => file === link || file.startsWith(`${link.replace(/\/$/, '')}/`)),
  );
  if (missing.length > 0)
    throw new Error(`${what} lacks what its pages link to: ${[...new Set(missing)].join(', ')}.`);
}

/** Throws where other code is packed than what is loaded from there, such as the command line's. */
function checkCode(packed: readonly string[], loaded: readonly string[]): void {
  const code = packed.map((file) => file.replaceAll('\\', '/')).filter((file) => file.endsWith('.js'));
  const odd = [
    ...code.filter((file) => !loaded.includes(file)),
    ...loaded.filter((file) => !code.includes(file)),
  ];
  if (odd.length > 0)
    throw new Error(`The extension is to hold the code that it loads, and nothing else: ${odd.join(', ')}.`);
}

/** Installs the npm package as a user would, without a network, and runs it. */
async function tryCommandLine(tarball: string): Promise<void> {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }');
  await execa(
    'npm',
    ['install', '--offline', '--no-audit', '--no-fund', '--loglevel=error', resolve(tarball)],
    { cwd },
  );
  const { stdout } = await execa('npx', ['--no', name, '--', '--version'], { cwd });
  if (!stdout.includes(version))
    throw new Error(`The installed ${name} says that it is version "${stdout}", not ${version}.`);
  const clean = resolve('test', 'sample-workspace', 'kata-containers', 'configuration-qemu.toml');
  await execa('npx', ['--no', name, '--', 'lint', '--max-warnings', '0', clean], { cwd });
}
