/** What VS Code calls inside its extension host: runs the test files beside this one. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runMocha } from '../support/mocha';

/** Rejects where a test failed or could not be loaded: VS Code then ends with exit code 1. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const here = import.meta.dirname;
  const names = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.test.mjs'),
  );
  const files = names.sort().map((name) => join(here, name));
  // Not reached but by what hangs: a busy machine takes its time
  const { failed } = await runMocha(files, { reporter: 'spec', timeout: 60_000 }).catch((error: unknown) => {
    console.log('The tests could not be run:', error);
    throw error;
  });
  if (failed > 0) throw new Error(`${failed} failed`);
}
