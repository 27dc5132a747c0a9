/** Every generated file with its text, so that writing them and checking them is the same thing. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { rules } from '../../src/lint';
import { architectureDrawing } from './architecture';
import { fillBlocks } from './blocks';
import { configSchema, type Schema } from './config-schema';
import { hostChecksPage } from './host-checks';
import { manifest } from './manifest';
import { cocoSchema, runtimeClassSchema } from './manifest-schemas';
import { manifestSnippets } from './manifest-snippets';
import { projectSchema } from './project-schema';
import { rulePageFile, rulesPage } from './rule-pages';
import { translationFiles } from './translations';

const pages = join('docs', 'rules');

/** Path from the root of the repository -> text. */
export async function outputs(): Promise<Map<string, string>> {
  const files = new Map<string, string>([
    [join('schemas', 'kata-config-go.schema.json'), json(configSchema('go'))],
    [join('schemas', 'kata-config-rs.schema.json'), json(configSchema('rs'))],
    [join('schemas', 'kata-workbench.schema.json'), json(projectSchema())],
    [join('schemas', 'runtime-class.schema.json'), json(runtimeClassSchema())],
    [join('schemas', 'coco-resources.schema.json'), json(cocoSchema())],
    [join('snippets', 'kata-manifests.json'), `${JSON.stringify(manifestSnippets(), undefined, 2)}\n`],
    ['package.json', manifest(readFileSync('package.json', 'utf8'))],
    [join('docs', 'architecture.svg'), architectureDrawing()],
    [join('docs', 'rules.md'), await markdown(rulesPage())],
    [join('docs', 'host-checks.md'), await markdown(hostChecksPage())],
    ...translationFiles(),
  ]);
  for (const rule of rules) files.set(join(pages, `${rule.id}.md`), rulePageFile(rule));
  if (existsSync('README.md'))
    files.set('README.md', await markdown(fillBlocks(readFileSync('README.md', 'utf8'))));
  return files;
}

/** Pages of rules that are no more. */
export function leftovers(files: ReadonlyMap<string, string>): string[] {
  const present = existsSync(pages) ? readdirSync(pages).map((name) => join(pages, name)) : [];
  return present.filter((path) => !files.has(path));
}

const json = (schema: Schema): string => `${JSON.stringify(schema, undefined, 1)}\n`;

async function markdown(text: string): Promise<string> {
  return format(text, { ...(await resolveConfig('README.md')), parser: 'markdown' });
}
