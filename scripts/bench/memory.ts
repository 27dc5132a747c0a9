/** What the extension host has in use after a thousand cycles, beside one without the extension that did the same. */
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '../cleanup';
import { bundleCode } from '../vscode/bundle-code';
import { atMost, type Bench } from './row';
import { product } from './tools';

const cycles = 1_000;
const limit = 30_000_000;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** Bytes of the heap; `extension`: its folder, or that of one that does nothing. */
async function heapAfter(extension: string, tests: string, isOwn: boolean): Promise<number> {
  const result = join(temporaryFolder(), 'heap');
  await runTests({
    vscodeExecutablePath: await bundleCode(),
    extensionDevelopmentPath: resolve(extension),
    extensionTestsPath: resolve(tests),
    extensionTestsEnv: {
      KATA_BENCH_RESULT: result,
      KATA_BENCH_CYCLES: String(cycles),
      KATA_BENCH_EXTENSION: String(isOwn),
      KATA_TEST_LIMIT: '3600',
    },
    launchArgs: [temporaryFolder(), `--extensions-dir=${temporaryFolder()}`],
  });
  return Number(readFileSync(result, 'utf8'));
}

export const memory: Bench = {
  name: 'memory',
  measure: async () => {
    await product();
    const tests = join('out', 'bench', 'cycles.mjs');
    await build({
      entryPoints: [join('scripts', 'bench', 'window', 'cycles.ts')],
      outfile: tests,
      bundle: true,
      format: 'esm',
      platform: 'node',
      external: ['vscode'],
      logLevel: 'warning',
    });
    const empty = temporaryFolder();
    const manifest = {
      name: 'empty',
      publisher: 'kata-workbench-bench',
      version: '1.0.0',
      engines: { vscode: '*' },
    };
    writeFileSync(join(empty, 'package.json'), JSON.stringify(manifest));
    const without = await heapAfter(empty, tests, false);
    const own = await heapAfter('.', tests, true);
    return [
      {
        what: `heap after ${cycles.toLocaleString('en')} cycles of opening, linting and closing files and views`,
        beside: `without the extension: ${megabytes(without)}`,
        own: megabytes(own),
        ratio: `${megabytes(own - without)} more`,
        limit: atMost(own - without, limit, (bytes) => `${megabytes(bytes)} more`),
      },
    ];
  },
};
