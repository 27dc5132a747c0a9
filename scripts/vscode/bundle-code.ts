import { build } from 'esbuild';
import { chmod } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Makes the stand-in for the program `code` (see code.ts); returns its path. */
export async function bundleCode(): Promise<string> {
  const outfile = resolve('out', 'scripts', 'code.mjs');
  await build({
    entryPoints: ['scripts/vscode/code.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
  });
  await chmod(outfile, 0o755);
  return outfile;
}
