/** Bundles the tests into out/tests, in the same folders as in test/. */
import { build } from 'esbuild';
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

export const suites = ['unit', 'engines', 'editor', 'ui'] as const;
export type Suite = (typeof suites)[number];

const out = join('out', 'tests');

/** What runs a suite: in the extension host, or in Node.js. */
export const runners = { editor: join(out, 'editor', 'index.mjs'), node: join(out, 'support', 'node.mjs') };

/** Bundles the tests of these suites and what runs them; stacks point into the sources. Returns the files per suite. */
export async function bundleTests(wanted: readonly Suite[]): Promise<Record<Suite, string[]>> {
  const sources = suites.map((suite) => (wanted.includes(suite) ? testFiles(join('test', suite)) : []));
  await rm(out, { recursive: true, force: true });
  await build({
    entryPoints: [...sources.flat(), 'test/support/node.ts', 'test/editor/index.ts'],
    outdir: out,
    outbase: 'test',
    // Mocha and VS Code would load another one with require(), which waits forever for 'vscode' in VS Code 1.105
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    external: ['vscode'],
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  const [unit = [], engines = [], editor = [], ui = []] = sources.map((files) => files.map(bundled));
  return { unit, engines, editor, ui };
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(folder, name));
}

function bundled(source: string): string {
  return join(out, source.slice('test'.length).replace(/\.ts$/, '.mjs'));
}
