/** Translations are whole: `npm run generate` keeps their keys, this their words (docs/translating.md). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { collectMessages } from '../../scripts/generate/messages';
import {
  languages,
  manifestFile,
  translationsOf,
  type Translations,
} from '../../scripts/generate/translations';
import { keyOf, t, useTranslations } from '../../src/text';

/** What a translation must keep: placeholders, icons, links to commands, and what stands in code. */
const kept = (text: string): readonly string[] =>
  (text.match(/\{\d+\}|\$\([\w~-]+\)|\]\([^)]*\)|`[^`]+`/g) ?? []).toSorted();

/** Names and signs are the same in every language: a message without three lower-case letters in a row, and these. */
const isSame = (message: string): boolean =>
  !/[a-z]{3}/.test(message.replace(/`[^`]*`/g, '')) || same.has(message);
const same = new Set([
  'Hypervisor',
  'Init-data',
  'Kata',
  'Kata {0}',
  'Kata {0}{1}',
  'Max locked memory {0}',
  'MemTotal {0}{1}',
  'Peer pod',
  'RuntimeClass',
  'Shim',
  'facility {0}',
]);

function check(english: Translations, translated: Translations): void {
  const empty = Object.keys(english).filter((key) => (translated[key] ?? '') === '');
  assert.deepEqual(empty, [], 'not translated yet');
  for (const [key, message] of Object.entries(english)) {
    const translation = translated[key] ?? '';
    assert.deepEqual(kept(translation), kept(message), message);
    if (!isSame(message)) assert.notEqual(translation, message, 'a translation that is English');
  }
}

describe('translations', () => {
  const messages = [...collectMessages().values()].flat();
  const english = Object.fromEntries(messages.map((message) => [message, message]));
  const read = (file: string): Translations => JSON.parse(readFileSync(file, 'utf8')) as Translations;

  it('there is one', () => {
    assert.ok(languages().includes('zh-cn'));
    assert.ok(messages.length > 1_000);
  });

  it('have a key of its own for each message', () => {
    const different = new Set(messages);
    assert.equal(new Set([...different].map(keyOf)).size, different.size);
  });

  for (const language of languages()) {
    it(`${language}: every message of the sources, with what has to stay`, () => {
      check(english, translationsOf(language));
    });

    it(`${language}: every text of package.json, with what has to stay`, () => {
      check(read(manifestFile()), read(manifestFile(language)));
    });

    it(`${language}: commands are called as in the palette`, () => {
      const titles = read(manifestFile());
      const translated = read(manifestFile(language));
      // The longest first: one title may begin like another
      const commands = Object.keys(titles)
        .filter((key) => key.startsWith('command.'))
        .toSorted((a, b) => (titles[b] ?? '').length - (titles[a] ?? '').length);
      const named = messages.flatMap((message) => {
        const command = commands.find((key) => message.includes(`Kata: ${titles[key] ?? ''}`));
        return command === undefined ? [] : [{ message, title: translated[command] ?? '' }];
      });
      assert.ok(named.length > 5);
      for (const { message, title } of named)
        assert.ok(translationsOf(language)[message]?.includes(`Kata: ${title}`), message);
    });
  }
});

describe('t', () => {
  afterEach(() => {
    useTranslations(undefined);
  });

  it('puts arguments into the English message where there is no translation', () => {
    assert.equal(t('{0} of {1}, {0} again', 'a{1}', 2), 'a{1} of 2, a{1} again');
    assert.equal(t('{0} and {name}'), '{0} and {name}');
  });

  it('takes the translation, whose placeholders may have another order', () => {
    useTranslations({ [keyOf('{0} of {1}')]: '{1} 中的 {0}' });
    assert.equal(t('{0} of {1}', 1, 2), '2 中的 1');
    assert.equal(t('something else'), 'something else');
  });
});
