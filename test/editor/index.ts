/** What VS Code calls inside its extension host: runs the test files beside this one. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runMocha } from '../support/mocha';

/** Rejects where a test failed: VS Code then ends with exit code 1. */
export async function run(): Promise<void> {
  const here = import.meta.dirname;
  const names = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.test.js'),
  );
  const { failed } = await runMocha(
    names.sort().map((name) => join(here, name)),
    { reporter: 'spec', timeout: 20_000 },
  );
  if (failed > 0) throw new Error(`${failed} failed`);
}
