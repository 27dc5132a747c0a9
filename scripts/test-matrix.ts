/**
 * `npm run test:matrix [-- --grep TEXT]`: suites against other versions of what they run on than `npm test` does. Ends
 * with a line for each, and with exit code 1 where one failed (in CI also where one could not be had).
 */
import { execa } from 'execa';
import { delimiter } from 'node:path';
import { unpackRelease } from './engines/release';
import type { Suite } from './test-bundle';
import { Unavailable } from './unavailable';
import { oldestVersion } from './vscode/recipes';

interface Version {
  readonly title: string;
  readonly suites: readonly Suite[];
  /** Has the version there; what the suites need in their environment to take it. */
  readonly prepare: () => Promise<Readonly<Record<string, string>>>;
}

/** Docker as a Debian suite has it: its programs go before the machine's own. */
const docker = (title: string, suite: string): Version => ({
  title,
  suites: ['engines'],
  prepare: async () => ({ PATH: [...(await unpackRelease(suite)), process.env.PATH].join(delimiter) }),
});

const versions: readonly Version[] = [
  {
    title: `VS Code ${oldestVersion}`,
    suites: ['editor', 'ui'],
    prepare: () => Promise.resolve({ VSCODE_TEST_HOST: 'server', VSCODE_TEST_VERSION: oldestVersion }),
  },
  docker('Docker of Debian 13 (26.1)', 'trixie'),
  docker('Docker of Debian unstable (28.5 or newer)', 'sid'),
];

async function run({ suites, prepare }: Version): Promise<string> {
  try {
    const args = ['scripts/run.mjs', 'test', ...suites, ...process.argv.slice(2)];
    const options = { env: await prepare(), stdio: 'inherit', reject: false } as const;
    const { exitCode } = await execa(process.execPath, args, options);
    return exitCode === 0 ? 'ok' : 'FAILED';
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return `skipped: ${error.message}`;
  }
}

const results: string[] = [];
for (const version of versions) {
  console.log(`\n=== ${version.title}`);
  results.push(await run(version));
}
console.log('');
versions.forEach(({ title }, at) => {
  console.log(`${title}: ${results[at] ?? ''}`);
});
const isBad = (result: string) => result === 'FAILED' || (process.env.CI === 'true' && result !== 'ok');
process.exitCode = results.some(isBad) ? 1 : 0;
