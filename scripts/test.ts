/**
 * `npm test [-- unit|engines|editor|ui] [--grep TEXT]`: units in Node.js, what needs real engines there as well, the
 * in-editor suite in a real extension host, the UI journeys in a real workbench. Ends with one line of counts, and with
 * exit code 1 where anything failed.
 *
 * Environment: VSCODE_TEST_HOST (`server` or `desktop`: where the in-editor suite runs), VSCODE_TEST_VERSION (of VS
 * Code), KATA_TEST_LIMIT (seconds that a suite may take), CI (`true`: what is skipped fails).
 */
import { runTests } from '@vscode/test-electron';
import { execa } from 'execa';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundle } from './bundle';
import { cleanUp, temporaryFolder } from './cleanup';
import { countsLine, isGreen, judge, sum, type Counts } from './counts';
import { startEngines } from './engines';
import { parseTestArguments } from './test-arguments';
import { bundleTests, runners, type Suite } from './test-bundle';
import { Unavailable } from './unavailable';
import { installBrowser } from './vscode/browser';
import { installServer } from './vscode/install';
import { packVsix } from './vscode/pack';
import { installExtension } from './vscode/server';
import { bundleCode } from './vscode/bundle-code';

const { grep, suites } = parseTestArguments(process.argv.slice(2));
const limit = Number(process.env.KATA_TEST_LIMIT ?? 600);
const onDesktop =
  (process.env.VSCODE_TEST_HOST ?? (process.platform === 'linux' ? 'server' : 'desktop')) === 'desktop';

/** How Node.js says that a server can't be reached. */
const noNetwork = ['EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ENETUNREACH', 'ENOTFOUND', 'ETIMEDOUT'];

/** How a suite ended; what the suite wrote is in its result file. */
type Run = (files: readonly string[], environment: Record<string, string>) => Promise<number | undefined>;

const inNode =
  (suite: Exclude<Suite, 'editor'>): Run =>
  async (files, env) => {
    const args = ['--enable-source-maps', runners.node, suite, ...files];
    const { exitCode } = await execa(process.execPath, args, {
      env,
      stdio: 'inherit',
      reject: false,
      timeout: limit * 1000,
    });
    return exitCode;
  };

const inEditor: Run = async (_files, extensionTestsEnv) => {
  const workspace = join(temporaryFolder(), 'sample');
  cpSync(join('test', 'sample-workspace'), workspace, { recursive: true });
  const { VSCODE_TEST_VERSION: version } = process.env;
  const code = onDesktop ? { ...(version && { version }) } : { vscodeExecutablePath: await bundleCode() };
  const user = temporaryFolder();
  try {
    return await runTests({
      ...code,
      extensionDevelopmentPath: resolve('.'),
      extensionTestsPath: resolve(runners.editor),
      extensionTestsEnv,
      launchArgs: [
        workspace,
        `--user-data-dir=${join(user, 'data')}`,
        `--extensions-dir=${join(user, 'extensions')}`,
      ],
    });
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'string' && noNetwork.includes(code))
      throw new Unavailable(`VS Code could not be downloaded (${code})`);
    if (typeof code !== 'number') throw error;
    return code;
  }
};

const runs: Readonly<Record<Suite, Run>> = {
  unit: inNode('unit'),
  engines: inNode('engines'),
  editor: inEditor,
  ui: inNode('ui'),
};
const titles: Readonly<Record<Suite, string>> = {
  unit: 'Units',
  engines: 'Engines',
  editor: `In the editor (${onDesktop ? 'desktop' : 'VS Code server'})`,
  ui: 'UI journeys',
};

/** Runs a suite and judges what it wrote; `Unavailable` goes through. */
async function run(
  suite: Suite,
  files: readonly string[],
  environment: Record<string, string>,
): Promise<Counts> {
  console.log(`\n== ${titles[suite]}`);
  const started = performance.now();
  const result = join(temporaryFolder(), 'result.json');
  const filter: Record<string, string> = grep === undefined ? {} : { KATA_TEST_GREP: grep };
  const exitCode = await runs[suite](files, {
    ...environment,
    ...filter,
    KATA_TEST_RESULT: result,
    // Logs are read as text, and an extension host has no terminal.
    NO_COLOR: '1',
  });
  const written = existsSync(result) ? readFileSync(result, 'utf8') : undefined;
  const { counts, problem } = judge(written, exitCode, grep !== undefined);
  if (problem !== undefined) console.error(`${titles[suite]}: ${problem}.`);
  console.log(`${titles[suite]}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return counts;
}

/** What of the requested suites this machine can't run, each reason with the suites it stops. */
const unavailable = new Map<string, Suite[]>();

/** The value of `work`, or nothing where it is unavailable, which is noted for `suite`. */
async function ifAvailable<T>(suite: Suite, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    unavailable.set(error.message, [...(unavailable.get(error.message) ?? []), suite]);
    return undefined;
  }
}

async function runAll(): Promise<Counts> {
  const [files] = await Promise.all([bundleTests(suites), bundle()]);
  const parts: Counts[] = [];
  const wants = (suite: Suite) => suites.includes(suite);
  // Fetching waits for the network while the units compute; so do engines, for what they install.
  const server =
    wants('ui') || (wants('editor') && !onDesktop)
      ? Promise.all([installServer(), installBrowser()])
      : undefined;
  server?.catch(() => undefined); // Each suite that needs it looks at it below.
  const starting = suites.some((suite) => suite !== 'unit') ? startEngines() : undefined;
  starting?.catch(() => undefined);

  if (wants('unit')) parts.push(await run('unit', files.unit, {}));
  // Without them, the tests of other suites that need engines are not defined.
  const engines = starting && (await ifAvailable('engines', starting));
  if (wants('engines') && engines) parts.push(await run('engines', files.engines, engines));
  if (wants('editor')) {
    const ready = onDesktop ? undefined : server;
    const counts = await ifAvailable(
      'editor',
      Promise.resolve(ready).then(() => run('editor', files.editor, { ...engines })),
    );
    if (counts) parts.push(counts);
  }
  if (wants('ui')) {
    const journeys = Promise.resolve(server).then(async () => {
      const [extensionsDir, fresh] = await Promise.all([
        packVsix().then(installExtension),
        // Not those that other suites have killed and started again
        engines && parts.length > 0 ? startEngines() : engines,
      ]);
      return run('ui', files.ui, { ...fresh, KATA_TEST_EXTENSIONS: extensionsDir });
    });
    const counts = await ifAvailable('ui', journeys);
    if (counts) parts.push(counts);
  }
  for (const [reason, stopped] of unavailable)
    console.log(`Skipped: ${stopped.map((suite) => titles[suite]).join(' and ')}: ${reason}.`);
  return sum([...parts, { passed: 0, failed: 0, skipped: unavailable.size }]);
}

let counts: Counts;
try {
  counts = await runAll();
} catch (error) {
  console.error(error);
  counts = { passed: 0, failed: 1, skipped: 0 };
}
await cleanUp();
console.log(`\n${countsLine(counts)}`);
// At once: a desktop VS Code that hangs must not keep the command alive.
process.exit(isGreen(counts, process.env.CI === 'true') ? 0 : 1);
