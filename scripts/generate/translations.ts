/** The files that translators fill in, kept up to date with the messages (docs/translating.md). */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf } from '../../src/text';
import { collectMessages, editorPart } from './messages';

/** English message, or key of package.nls.json -> translation; empty where nobody has translated it yet. */
export type Translations = Readonly<Record<string, string>>;

/** Languages by the name that VS Code has for them, such as zh-cn: the folders of l10n/. */
export const languages = (): readonly string[] => readdirSync('l10n').sort();

const read = (path: string): Translations =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Translations) : {};

/** All of a language that translates the sources' messages. Where two files have a message, the one with words counts. */
export function translationsOf(language: string): Translations {
  const folder = join('l10n', language);
  const entries = readdirSync(folder).flatMap((name) => Object.entries(read(join(folder, name))));
  return Object.fromEntries(entries.filter(([, translation]) => translation !== ''));
}

/** All of a language as VS Code reads it: the editor's by message, as `vscode.l10n` wants it, the core's by `keyOf`. */
export function bundleOf(language: string): Translations {
  const folder = join('l10n', language);
  const all = readdirSync(folder).flatMap((name) =>
    Object.entries(read(join(folder, name)))
      .filter(([, translation]) => translation !== '')
      .map(([message, translation]) => [
        name === `${editorPart}.json` ? message : keyOf(message),
        translation,
      ]),
  );
  return Object.fromEntries(all) as Translations;
}

/** What of package.json is translated. */
export const manifestFile = (language?: string): string =>
  language === undefined ? 'package.nls.json' : `package.nls.${language}.json`;

/** Path -> text of all files of translations: new messages are empty there, those that are no more are gone. */
export function translationFiles(): readonly (readonly [path: string, text: string])[] {
  const messages = [...collectMessages()];
  const manifest = Object.keys(read(manifestFile()));
  return languages().flatMap((language) => {
    const known = translationsOf(language);
    return [
      ...messages.map(([part, keys]) => [join('l10n', language, `${part}.json`), fill(keys, known)] as const),
      [manifestFile(language), fill(manifest, read(manifestFile(language)))] as const,
    ];
  });
}

const fill = (keys: readonly string[], known: Translations): string =>
  `${JSON.stringify(Object.fromEntries(keys.map((key) => [key, known[key] ?? ''])), undefined, 2)}\n`;
