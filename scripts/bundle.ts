/** How the product is bundled; used by `npm run build`, the tests, the bench and the packaging. */
import { build, type BuildResult, type Metafile } from 'esbuild';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { languages, translationsOf } from './generate/translations';

/** CommonJS dependencies inside an ES module ask for `require`. */
const banner = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`;

/**
 * Bundles the extension, its worker thread and the command line into dist/, for a debugger where `debug` is set. They
 * are ES modules that share chunks: what is imported with `import()` becomes a file of its own that is read when it is first
 * needed, so that `activate()` and `kata-workbench --version` load next to nothing.
 */
export async function bundle({ debug = false } = {}): Promise<Metafile> {
  const result: BuildResult<{ metafile: true }> = await build({
    entryPoints: ['src/extension.ts', 'src/cli.ts', 'src/worker.ts'],
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    external: ['vscode'],
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: banner },
    minify: !debug,
    sourcemap: debug && 'linked',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  removeOthers(new Set([...Object.keys(result.metafile.outputs), ...bundleTranslations()]));
  return result.metafile;
}

/** Writes the one file a language that VS Code reads (`l10n` in package.json); returns their paths. */
function bundleTranslations(): readonly string[] {
  mkdirSync('dist/l10n', { recursive: true });
  return languages().map((language) => {
    const file = `dist/l10n/bundle.l10n.${language}.json`;
    writeFileSync(file, JSON.stringify(translationsOf(language)));
    return file;
  });
}

/** Removes what an earlier build left; only now, so that a program that runs from dist/ keeps its files until then. */
function removeOthers(outputs: ReadonlySet<string>): void {
  for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !outputs.has(file.replaceAll('\\', '/'))) rmSync(file);
  }
}
