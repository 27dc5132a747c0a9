/**
 * A real VS Code without VS Code's own download: the server, Node extension host and browser workbench inside the
 * npm package code-server, put into .vscode-test. code-server's wrapper, its install scripts and its native builds are
 * not needed: what is native either ships prebuilt inside npm packages or has a stand-in here.
 */
import { build } from 'esbuild';
import { execa } from 'execa';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Unavailable } from '../unavailable';
import { newestVersion, recipes, type Package, type Recipe } from './recipes';

/** Paths of the programs of an installed server. */
export interface ServerFiles {
  /** The Node.js that runs it: VS Code needs a newer one than the project itself. */
  readonly node: string;
  readonly main: string;
}

/** Changes when what this file does with a recipe changes, so that an older folder is replaced. */
const revision = 3;

/**
 * Installs the server of VS Code VSCODE_TEST_VERSION (else of the newest) where it is missing (15 s, 330 MB). Throws
 * `Unavailable` where it can't be had.
 */
export function installServer(): Promise<ServerFiles> {
  return (installed ??= install());
}

/** What uses the server asks for it, side by side. */
let installed: Promise<ServerFiles> | undefined;

async function install(): Promise<ServerFiles> {
  const { VSCODE_TEST_VERSION: version = newestVersion } = process.env;
  const recipe = recipes[version];
  if (!recipe)
    throw new Unavailable(
      `VSCODE_TEST_VERSION is "${version}"; there are servers of ${Object.keys(recipes).join(' and ')}`,
    );
  const node = recipe.nodes[process.arch];
  if (process.platform !== 'linux' || !node)
    throw new Unavailable(
      `the VS Code server runs on Linux (x64, arm64), this is ${process.platform} ${process.arch}`,
    );
  const home = resolve('.vscode-test', recipe.folder);
  const files: ServerFiles = {
    node: join(home, 'node/bin/node'),
    main: join(home, 'vscode/out/server-main.js'),
  };
  const stamp = 'recipe.json';
  const made = JSON.stringify({ ...recipe, revision });
  if (existsSync(join(home, stamp)) && (await readFile(join(home, stamp), 'utf8')) === made) return files;

  console.log(`Installing the VS Code server (${recipe.codeServer.spec} from npm) into .vscode-test ...`);
  const work = `${home}.${process.pid}`;
  try {
    await mkdir(work, { recursive: true });
    await Promise.all([
      unpack(recipe.codeServer, work, 'vscode', 'package/lib/vscode', recipe.unusedExtensions).then(() =>
        addModules(join(work, 'vscode'), recipe),
      ),
      unpack(node, work, 'node', 'package'),
    ]);
    await writeFile(join(work, stamp), made);
    await rm(home, { recursive: true, force: true });
    await rename(work, home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return files;
}

/** Fetches an npm package and unpacks its folder `inner` as `work/name`. */
async function unpack(
  source: Package,
  work: string,
  name: string,
  inner: string,
  without: readonly string[] = [],
): Promise<void> {
  const target = join(work, name);
  await mkdir(target);
  const packed = await npm(['pack', source.spec, '--silent', '--pack-destination', work], work);
  const tarball = join(work, packed.trim().split('\n').at(-1) ?? '');
  const integrity =
    'sha512-' +
    createHash('sha512')
      .update(await readFile(tarball))
      .digest('base64');
  if (integrity !== source.integrity)
    throw new Error(`${source.spec} has the integrity ${integrity}, not ${source.integrity}.`);
  const excluded = without.map((extension) => `--exclude=${inner}/extensions/${extension}`);
  const depth = inner.split('/').length;
  await execa('tar', ['xzf', tarball, '-C', target, `--strip-components=${depth}`, ...excluded, inner]);
  await rm(tarball);
}

/** What is changed in package.json (the first) and in npm-shrinkwrap.json. */
interface Changeable {
  dependencies: Record<string, string>;
  packages: Record<string, unknown>;
}

/** Installs the server's own modules, in the versions of its shrinkwrap, and the stand-ins for native ones. */
async function addModules(vscode: string, recipe: Recipe): Promise<void> {
  await edit(join(vscode, 'package.json'), ({ dependencies }) => {
    for (const name of recipe.unusedModules) Reflect.deleteProperty(dependencies, name);
    Object.assign(dependencies, recipe.otherVersions);
  });
  await edit(join(vscode, 'npm-shrinkwrap.json'), ({ packages }) => {
    for (const name of Object.keys(recipe.otherVersions))
      Reflect.deleteProperty(packages, `node_modules/${name}`);
  });
  await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], vscode);

  const modules = join(vscode, 'node_modules');
  for (const [name, standIn] of Object.entries(recipe.standIns))
    await build({
      entryPoints: [`scripts/vscode/stand-ins/${standIn}.ts`],
      outfile: join(modules, name, 'index.js'),
      allowOverwrite: true,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      logLevel: 'warning',
    });

  const searchTools = join(modules, '@vscode/ripgrep-universal/bin');
  if (existsSync(searchTools))
    for (const platform of await readdir(searchTools))
      if (platform !== `${process.platform}-${process.arch}`)
        await rm(join(searchTools, platform), { recursive: true });
}

async function edit(file: string, change: (content: Changeable) => void): Promise<void> {
  const content = JSON.parse(await readFile(file, 'utf8')) as Changeable;
  change(content);
  await writeFile(file, JSON.stringify(content, null, 2));
}

async function npm(args: string[], cwd: string): Promise<string> {
  const { failed, stdout, stderr } = await execa('npm', [...args, '--loglevel=error', '--fetch-retries=1'], {
    cwd,
    reject: false,
  });
  if (!failed) return stdout;
  const reason = stderr.trim().split('\n').slice(0, 3).join(' ');
  throw new Unavailable(`npm could not fetch the VS Code server: ${reason}`);
}
