/**
 * `npm run bench [-- NAME... [--readme]]`: the product beside its peers and its limits, as one table of medians. Run it
 * on a quiet machine. What one needs is fetched or started for it: peers from npm into out/bench, the tests' Docker
 * with runc under the name `kata`, an API server of the tests' own, VS Code in a headless browser. Where something
 * can't be had, one line says so. With --readme, the table replaces the one in README.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { format, resolveConfig } from 'prettier';
import { activation } from './bench/activation';
import { bundle } from './bench/bundle';
import { cluster } from './bench/cluster';
import { commandLine } from './bench/command-line';
import { configuration } from './bench/configuration';
import { host } from './bench/host';
import { manifest } from './bench/manifest';
import { memory } from './bench/memory';
import type { Row } from './bench/row';
import { sandboxes } from './bench/sandboxes';
import { window } from './bench/window';
import { cleanUp } from './cleanup';
import { Unavailable } from './unavailable';

const benches = [
  configuration,
  manifest,
  commandLine,
  host,
  sandboxes,
  cluster,
  window,
  activation,
  memory,
  bundle,
];

/** Where the table stands in README.md. */
const block = /(?<=<!-- bench -->\n)[\s\S]*?(?=<!-- \/bench -->)/;

const machine = `${new Date().toISOString().slice(0, 10)} (${cpus().length} cores, Node.js ${process.versions.node}, medians)`;

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const markdown = async (text: string): Promise<string> =>
  format(text, { ...(await resolveConfig('README.md')), parser: 'markdown' });

async function run(): Promise<void> {
  const words = process.argv.slice(2);
  const toReadme = words.includes('--readme');
  const names = words.filter((word) => word !== '--readme');
  const stranger = names.find((name) => !benches.some((bench) => bench.name === name));
  if (stranger !== undefined) {
    const known = benches.map(({ name }) => name).join(', ');
    throw new Error(`There is no benchmark "${stranger}". There are ${known}.`);
  }
  if (toReadme && names.length > 0) throw new Error('--readme takes the whole table, so name no benchmark.');

  const rows: Row[] = [];
  const missing: string[] = [];
  for (const { name, measure } of benches) {
    if (names.length > 0 && !names.includes(name)) continue;
    const started = performance.now();
    try {
      rows.push(...(await measure()));
    } catch (error) {
      // One that breaks does not cost the others
      if (!(error instanceof Unavailable)) process.exitCode = 1;
      missing.push(`${name}: not measured, ${error instanceof Error ? error.message : String(error)}`);
    }
    console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }

  const heads = ['What', 'Beside it', 'Kata Workbench', 'Ratio', 'Limit'];
  const whole = rows.map(({ what, beside, own, ratio, limit }) => [what, beside, own, ratio, limit]);
  console.log(`\n${machine}\n\n${await markdown(table(heads, whole))}`);
  for (const line of missing) console.log(line);
  if (toReadme) await writeReadme(rows, missing);
}

async function writeReadme(rows: readonly Row[], missing: readonly string[]): Promise<void> {
  if (missing.length > 0) throw new Error('README.md is left as it is: not everything could be measured.');
  const readme = readFileSync('README.md', 'utf8');
  if (!block.test(readme)) throw new Error('README.md has no <!-- bench --> ... <!-- /bench -->.');
  const heads = ['What', 'Beside it', 'Kata Workbench', 'Ratio'];
  const cells = rows.map(({ what, beside, own, ratio }) => [what, beside || '–', own, ratio || '–']);
  const text = `\nMeasured by \`npm run bench\` on ${machine}:\n\n${table(heads, cells)}\n\n`;
  writeFileSync('README.md', await markdown(readme.replace(block, () => text)));
}

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
await cleanUp();
