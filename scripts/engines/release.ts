import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Unavailable } from '../unavailable';

/**
 * The packages of a release of Docker. Without runc: a newer release's needs a newer C library than an older Debian has,
 * and the machine's own does for all.
 */
const packages = ['docker.io', 'docker-cli', 'containerd', 'docker-compose'];

/**
 * Unpacks the engines of another Debian suite into .vscode-test, without installing them, where they are not there yet
 * (40 s, 300 MB). They need little of the machine but its C library. Returns the folders of their programs. Throws
 * `Unavailable` where the packages can't be had.
 */
export async function unpackRelease(suite: string): Promise<string[]> {
  const home = resolve('.vscode-test', 'engines', suite);
  if (!existsSync(home)) {
    console.log(`Unpacking ${packages.join(', ')} of Debian ${suite} into .vscode-test ...`);
    const work = `${home}.${process.pid}`;
    try {
      await fetchPackages(suite, work);
      await rename(join(work, 'tree'), home);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return [join(home, 'usr', 'sbin'), join(home, 'usr', 'bin')];
}

async function fetchPackages(suite: string, work: string): Promise<void> {
  const inside = (name: string) => join(work, name);
  for (const name of ['tree', 'download', 'lists/partial', 'cache/archives/partial'])
    await mkdir(inside(name), { recursive: true });
  // A world of its own for apt: no package installed, no other source, nothing of the machine's touched.
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  await writeFile(inside('sources.list'), `deb [signed-by=${keys}] ${await mirror()} ${suite} main\n`);
  await writeFile(inside('status'), '');
  const settings = [
    `Dir::State::status=${inside('status')}`,
    `Dir::State::lists=${inside('lists')}`,
    `Dir::Cache=${inside('cache')}`,
    `Dir::Etc::sourcelist=${inside('sources.list')}`,
    'Dir::Etc::sourceparts=-',
    'APT::Sandbox::User=root',
    'APT::Update::Error-Mode=any',
    'Acquire::Retries=1',
  ].flatMap((setting) => ['-o', setting]);
  const problem = `the packages of Debian ${suite} can't be had`;
  await run(problem, 'apt-get', [...settings, '-qq', 'update'], work);
  for (const name of packages) {
    const folder = inside(join('download', name));
    await mkdir(folder);
    await run(problem, 'apt-get', [...settings, '-qq', 'download', name], folder);
    for (const file of await readdir(folder))
      await run(problem, 'dpkg-deb', ['--extract', file, inside('tree')], folder);
  }
}

/** Where this machine has its Debian packages from. */
async function mirror(): Promise<string> {
  const problem = 'other releases of Docker come from Debian packages';
  const query = ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages', 'Component: main'];
  const found = await run(problem, 'apt-get', [...query, 'Origin: Debian'], '.');
  const [first = ''] = found.split('\n');
  if (first === '')
    throw new Unavailable(`${problem}, and apt has no Debian source ("apt-get update" tells it)`);
  return first;
}

async function run(problem: string, program: string, args: readonly string[], cwd: string): Promise<string> {
  const options = { cwd, stdin: 'ignore', reject: false, timeout: 300_000 } as const;
  const { failed, stdout, stderr, shortMessage } = await execa(program, args, options);
  if (!failed) return stdout;
  const [first = ''] = stderr.trim().split('\n');
  const reason = first === '' ? shortMessage : first;
  throw new Unavailable(`${problem}: ${reason ?? ''}`);
}
