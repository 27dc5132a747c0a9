/**
 * `npm run generate`: writes the schemas, the rules' pages, the tables of README.md (docs/kata-release.md) and the keys of
 * translations (docs/translating.md).
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { leftovers, outputs } from './generate/outputs';

const files = await outputs();
const old = leftovers(files);
for (const path of old) rmSync(path);
const changed = [...files].filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text);
for (const [path, text] of changed) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
console.log(`${files.size} generated files: ${changed.length} written, ${old.length} removed.`);
