/** How the product is bundled; used by `npm run build`, the tests, the bench and the packaging. */
import { build, type BuildResult, type Metafile } from 'esbuild';
import { existsSync, rmSync } from 'node:fs';

/** CommonJS dependencies inside an ES module ask for `require`. */
const banner = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`;

/**
 * Bundles the extension and the command line into dist/. Both are ES modules that share chunks: what is imported
 * with `import()` becomes a file of its own that is read when it is first needed, so that `activate()` and
 * `kata-workbench --version` load next to nothing.
 */
export async function bundle(): Promise<Metafile> {
  rmSync('dist', { recursive: true, force: true });
  const result: BuildResult<{ metafile: true }> = await build({
    entryPoints: ['src/extension.ts', 'src/cli.ts'].filter((file) => existsSync(file)),
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
    minify: true,
    keepNames: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  return result.metafile;
}
