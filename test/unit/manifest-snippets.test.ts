import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { newest, runtimeClasses, runtimeClassIn } from '../../src/knowledge';
import { classify, lintFile } from '../../src/lint';
import file from '../../snippets/kata-manifests.json';
import { expand, prefixes, tabStops, type Snippet } from '../support/snippets';

const snippets: Readonly<Record<string, Snippet>> = file;

const target = { version: newest, runtime: 'go' } as const;

/** What is wrong with a manifest. What is only worth knowing, such as that a pod has no init-data, may be. */
function lint(text: string): string[] {
  const kind = classify('manifest.yaml', text) ?? 'manifest';
  return lintFile({ kind, path: 'manifest.yaml', text, target })
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
}

describe('snippets for manifests', () => {
  it('cover every RuntimeClass of the newest release, and pods in every TEE', () => {
    const all = Object.values(snippets).flatMap(prefixes);
    assert.equal(new Set(all).size, all.length, 'a prefix stands twice');
    for (const entry of runtimeClasses().values())
      assert.equal(
        all.includes(`runtimeclass-${entry.name}`),
        runtimeClassIn(entry, newest) !== undefined,
        entry.name,
      );
    for (const kind of ['pod', 'deployment', 'job'])
      for (const tee of ['', '-snp', '-tdx', '-se'])
        assert.ok(all.includes(`kata-${kind}${tee}`), kind + tee);
    for (const name of ['coco-pod', 'sealed-secret', 'monitor', 'node-feature-rule'])
      assert.ok(all.includes(`kata-${name}`), name);
    assert.ok(readFileSync('package.json', 'utf8').includes('"./snippets/kata-manifests.json"'));
  });

  for (const [title, snippet] of Object.entries(snippets)) {
    it(`${title}: sound YAML, nothing to say about it, whatever is chosen`, () => {
      const numbers = tabStops(snippet).map(({ number }) => number);
      assert.deepEqual(new Set(numbers), new Set(numbers.keys()));
      assert.equal(snippet.body.at(-1), '$0');
      const texts = [
        expand(snippet),
        ...tabStops(snippet).flatMap(({ number, values }) =>
          values.slice(1).map((value) => expand(snippet, { number, value })),
        ),
      ];
      for (const text of texts) {
        assert.doesNotMatch(text, /\$\{|\$\d|\\\$/);
        assert.deepEqual(
          parseAllDocuments(text, { version: '1.1' }).flatMap(({ errors }) => errors),
          [],
        );
        assert.deepEqual(lint(text), [], text);
      }
    });
  }

  it('would not pass with a mistake in them', () => {
    const snippet = Object.values(snippets).find(({ prefix }) => prefix === 'runtimeclass-kata-qemu')!;
    assert.equal(lint(expand(snippet).replace('320Mi', '32Mi')).length, 1);
  });
});
