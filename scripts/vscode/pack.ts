import { execa } from 'execa';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json';

/** Where packages are put. */
export const packageFolder = join('out', 'package');

/** Packs dist/ and what belongs to it (.vscodeignore) as an installable extension; returns its path. */
export async function packVsix(): Promise<string> {
  mkdirSync(packageFolder, { recursive: true });
  const vsix = join(packageFolder, `${manifest.name}-${manifest.version}.vsix`);
  const vsce = join('node_modules', '@vscode', 'vsce', 'vsce');
  // The extension makes the pages of its rules itself
  const readme = join(packageFolder, 'README.md');
  writeFileSync(readme, withoutRulePages(packedReadme()));
  // There is no repository address yet, so links and pictures of the README stay relative: they are packed.
  const links = ['--allow-missing-repository', '--no-rewrite-relative-links'];
  await execa(
    process.execPath,
    [vsce, 'package', '--no-dependencies', ...links, '--readme-path', readme, '--out', vsix],
    {
      stdin: 'ignore',
    },
  );
  return vsix;
}

/** README.md as packages have it: without what is only for who has the sources. */
export const packedReadme = (): string => withoutSources(readFileSync('README.md', 'utf8'));

/** A text without what stands between the comments `sources` and `/sources`. */
export const withoutSources = (markdown: string): string =>
  markdown.replace(/<!-- sources -->.*?<!-- \/sources -->\n+/gs, '');

/** A text whose links to the pages of rules are only their words. */
export const withoutRulePages = (markdown: string): string =>
  markdown.replace(/\[([^\]\n]*)\]\(docs\/rules(?:\.md|\/[\w-]+\.md)\)/g, '$1');
