/**
 * `npm run bench`: the product's figures beside its peers' and its budgets, as one table. Medians; run it on a quiet
 * machine. The peers are fetched into out/bench; without a network their rows say so.
 */
import { execa } from 'execa';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineIndex } from '../src/documents';
import { newest } from '../src/knowledge';
import { indexManifest, lintFile, lintKataConfig, lintSteps, Workspace } from '../src/lint';
import { clusterTimes } from './bench/cluster';
import { large, typed, usual } from './bench/configuration';
import { manifest, typedIn } from './bench/manifest';
import { refreshTimes } from './bench/sandboxes';
import { taploKeystrokes } from './bench/taplo';
import { yamlServerKeystrokes } from './bench/yaml-server';
import { activationBudget, bytesOf, filesOf } from './budget';
import { bundle } from './bundle';
import { cleanUp } from './cleanup';
import { Unavailable } from './unavailable';

const peers = join('out', 'bench');
const packages = ['@taplo/lsp@0.8.0', '@taplo/cli@0.7.0', 'yaml-language-server@1.20.0'];
const schema = join('schemas', 'kata-config-go.schema.json');

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;
const milliseconds = (time: number): string => `${time < 10 ? time.toFixed(1) : time.toFixed(0)} ms`;
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;

/** Milliseconds of one keystroke in the lint, places as lines and characters included, after warm-up. */
function keystrokes(text: string, rounds: number): number[] {
  const times: number[] = [];
  for (let round = 0; round < rounds + 5; round++) {
    const now = typed(text, round);
    const started = performance.now();
    const findings = lintKataConfig(
      { main: { path: 'configuration-qemu.toml', text: now } },
      { version: newest, runtime: 'go' },
    );
    const lines = new LineIndex(now);
    for (const list of findings.values()) for (const { span } of list) lines.range(span);
    if (round >= 5) times.push(performance.now() - started);
  }
  return times;
}

const target = { version: newest, runtime: 'go' } as const;

/** Milliseconds of the first lint of a manifest, and of the longest step in it. */
function firstLint(text: string): { whole: number; step: number } {
  const started = performance.now();
  const steps = lintSteps({ kind: 'manifest', path: 'manifest.yaml', text, target });
  let step = 0;
  for (let last = started, done = false; !done; last = performance.now()) {
    done = steps.next().done === true;
    step = Math.max(step, performance.now() - last);
  }
  return { whole: performance.now() - started, step };
}

/** Milliseconds of one keystroke in a manifest: the lint, the index of the workspace, places as lines and characters. */
function manifestKeystrokes(text: string, rounds: number): number[] {
  const index = new Workspace();
  const times: number[] = [];
  for (let round = 0; round < rounds + 5; round++) {
    const now = typedIn(text, round);
    const started = performance.now();
    const findings = lintFile({ kind: 'manifest', path: 'manifest.yaml', text: now, target, index });
    index.set('manifest.yaml', indexManifest('manifest.yaml', now));
    const lines = new LineIndex(now);
    for (const { span } of findings) lines.range(span);
    if (round >= 5) times.push(performance.now() - started);
  }
  return times;
}

/** Milliseconds of a whole process. */
async function processTimes(file: string, args: readonly string[], rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    await execa(file, args, { reject: false, timeout: 60_000 });
    if (round > 0) times.push(performance.now() - started);
  }
  return times;
}

async function fetchPeers(): Promise<string | undefined> {
  mkdirSync(peers, { recursive: true });
  writeFileSync(join(peers, 'package.json'), '{ "private": true }');
  const { exitCode, stderr } = await execa(
    'npm',
    ['install', '--ignore-scripts', '--loglevel=error', ...packages],
    { cwd: peers, reject: false },
  );
  return exitCode === 0 ? undefined : `not to be had here (${stderr.split('\n')[0] ?? 'npm failed'})`;
}

const rows: string[][] = [['What', 'Kata Workbench', 'Beside it', 'Ratio or budget']];
const { outputs } = await bundle();
const missing = await fetchPeers();

for (const [name, text, rounds, budget] of [
  ['one keystroke', usual(), 41, 5],
  ['one keystroke', large(), 15, 60],
] as const) {
  const own = median(keystrokes(text, rounds));
  const what = `${name}, ${kilobytes(text.length)}, ${String(text.split('\n').length)} lines`;
  if (missing !== undefined) {
    rows.push([
      what,
      milliseconds(own),
      `Taplo's language server: ${missing}`,
      `at most ${String(budget)} ms`,
    ]);
    continue;
  }
  const texts = Array.from({ length: text.length > 100_000 ? 4 : 8 }, (_, keystroke) =>
    typed(text, keystroke),
  );
  const taplo = median((await taploKeystrokes(peers, schema, texts)).slice(1));
  rows.push([
    what,
    milliseconds(own),
    `Taplo's language server: ${milliseconds(taplo)}`,
    `${(taplo / own).toFixed(0)} times faster; at most ${String(budget)} ms`,
  ]);
}

const yaml = manifest();
const size = `${kilobytes(yaml.length)}, ${String(yaml.split('\n---').length)} documents`;
const { whole, step } = firstLint(yaml);
const typing = median(manifestKeystrokes(yaml, 41));
let opened: string | undefined;
let yamlServer: string | undefined;
let faster = '';
if (missing === undefined) {
  const texts = [yaml, ...Array.from({ length: 6 }, (_, keystroke) => typedIn(yaml, keystroke))];
  const [first = NaN, ...times] = await yamlServerKeystrokes(peers, texts);
  opened = milliseconds(first);
  yamlServer = milliseconds(median(times));
  faster = `${(median(times) / typing).toFixed(0)} times faster; `;
}
rows.push(
  [
    `first lint of a manifest, ${size}`,
    `${milliseconds(whole)}, in steps of at most ${milliseconds(step)}`,
    `yaml-language-server: ${opened ?? missing ?? ''}`,
    'at most 2 s, in steps of at most 50 ms',
  ],
  [
    'one keystroke in it',
    milliseconds(typing),
    `yaml-language-server: ${yamlServer ?? missing ?? ''}`,
    `${faster}at most 25 ms`,
  ],
);

const file = join(peers, 'configuration-qemu.toml');
writeFileSync(file, usual());
const cli = median(await processTimes(process.execPath, ['dist/cli.js', 'lint', file], 15));
const bare = median(await processTimes(process.execPath, ['-e', '0'], 15));
rows.push([
  'command line, one file, cold',
  milliseconds(cli),
  `node -e 0: ${milliseconds(bare)}`,
  `${milliseconds(cli - bare)} more; at most 100 ms`,
]);
if (missing === undefined) {
  const args = [join(peers, 'node_modules', '@taplo', 'cli', 'dist', 'cli.js'), 'lint', file];
  const taplo = median(await processTimes(process.execPath, args, 3));
  rows.push([
    'the same',
    milliseconds(cli),
    `taplo lint: ${milliseconds(taplo)}`,
    `${(taplo / cli).toFixed(0)} times faster`,
  ]);
}

const cluster = await clusterTimes(10_000);
rows.push(
  cluster
    ? [
        `cluster view, ${String(cluster.pods)} pods until all are there`,
        `${milliseconds(cluster.ready)}, in steps of at most ${milliseconds(cluster.longest)}`,
        `kubectl get pods -A -o json: ${milliseconds(cluster.kubectl)}`,
        `${(cluster.ready / cluster.kubectl).toFixed(2)} times its time, at most 0.5; in steps of at most 50 ms`,
      ]
    : ['cluster view, 10000 pods', 'there is no kubectl', '', ''],
);

const containers = 300;
try {
  const times = await refreshTimes(containers, 9);
  const own = median(times.own);
  const commands = median(times.commands);
  rows.push([
    `sandboxes, ${String(containers)} containers: one refresh`,
    `${milliseconds(own)}, held up for at most ${milliseconds(median(times.blocked))}`,
    `docker ps and docker inspect: ${milliseconds(commands)}`,
    `${(own / commands).toFixed(2)} times; at most 1.3 times and 60 ms`,
  ]);
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  rows.push([`sandboxes, ${String(containers)} containers: one refresh`, '', error.message, '']);
}

const activation = bytesOf(outputs, filesOf(outputs, 'dist/extension.js', { lazy: false }));
rows.push(['loaded by activate()', kilobytes(activation), '', `at most ${kilobytes(activationBudget)}`]);
const everything = bytesOf(outputs, filesOf(outputs, 'dist/extension.js', { lazy: true }));
rows.push(['the whole extension, minified', kilobytes(everything), '', '']);

const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
const line = (row: readonly string[]): string =>
  `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
console.log(`\n${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}, medians\n`);
for (const [index, row] of rows.entries()) {
  console.log(line(row));
  if (index === 0) console.log(line(widths.map((width) => '-'.repeat(width))));
}
await cleanUp();
