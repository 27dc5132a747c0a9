/** How the product is bundled; used by `npm run build`, the tests, the bench and the packaging. */
import { build, type Metafile } from 'esbuild';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleOf, languages } from './generate/translations';
import { notices, shippedPackages } from './notices';

/** CommonJS dependencies inside an ES module ask for `require`. */
const banner = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`;

/** Where the licences of the bundled packages are. */
export const noticesFile = 'dist/ThirdPartyNotices.txt';

/** Two products that share no chunk, so that neither is packed with what only the other one needs. */
const products = [
  { entryPoints: ['src/extension.ts', 'src/worker.ts'], chunkNames: 'chunks/[name]-[hash]' },
  { entryPoints: ['src/cli.ts'], chunkNames: 'cli/[name]-[hash]' },
] as const;

/**
 * Bundles the extension with its worker thread, and the command line, into dist/, for a debugger where `debug` is set.
 * They are ES modules: what is imported with `import()` becomes a file of its own that is read when it is first needed, so
 * that `activate()` and `kata-workbench --version` load next to nothing.
 */
export async function bundle({ debug = false } = {}): Promise<Metafile> {
  const built = await Promise.all(
    products.map(({ entryPoints, chunkNames }) =>
      build({
        entryPoints: [...entryPoints],
        outdir: 'dist',
        bundle: true,
        splitting: true,
        format: 'esm',
        platform: 'node',
        target: 'node20.19',
        mainFields: ['module', 'main'],
        external: ['vscode'],
        chunkNames,
        banner: { js: banner },
        minify: !debug,
        sourcemap: debug && 'linked',
        legalComments: 'none',
        metafile: true,
        logLevel: 'warning',
      }),
    ),
  );
  const metafile = built
    .map((result) => result.metafile)
    .reduce((all, { inputs, outputs }) => ({
      inputs: { ...all.inputs, ...inputs },
      outputs: { ...all.outputs, ...outputs },
    }));
  writeFileSync(noticesFile, notices(shippedPackages(metafile.outputs)));
  removeOthers(new Set([...Object.keys(metafile.outputs), noticesFile, ...bundleTranslations()]));
  return metafile;
}

/** Writes the one file a language that VS Code reads (`l10n` in package.json); returns their paths. */
function bundleTranslations(): readonly string[] {
  mkdirSync('dist/l10n', { recursive: true });
  return languages().map((language) => {
    const file = `dist/l10n/bundle.l10n.${language}.json`;
    writeFileSync(file, JSON.stringify(bundleOf(language)));
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
