import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Kind } from '../../../../src/lint';
import containerd from '../../../../snippets/containerd.json';
import crio from '../../../../snippets/crio.json';
import docker from '../../../../snippets/docker-daemon.json';
import { expand, prefixes, tabStops, type Snippet } from '../../../support/snippets';
import { found } from './found';

const files: readonly (readonly [Kind, string, Readonly<Record<string, Snippet>>])[] = [
  ['containerd', 'config.toml', containerd],
  ['crio', 'crio.conf.d/50-kata', crio],
  ['docker-daemon', 'daemon.json', docker],
];

/** An entry of daemon.json needs the file around it; containerd's second version needs a line above. */
function whole(snippet: Snippet, text: string): string {
  const [prefix = ''] = prefixes(snippet);
  if (prefix.startsWith('docker-kata-runtime')) return `{ "runtimes": {\n${text}\n} }`;
  return prefix === 'containerd-kata-v2' ? `version = 2\n${text}` : text;
}

describe('snippets for container engines', () => {
  it('have prefixes of their own, and package.json names their files', () => {
    const all = files.flatMap(([, , snippets]) => Object.values(snippets).flatMap(prefixes));
    assert.equal(new Set(all).size, all.length);
    const contributed = readFileSync('package.json', 'utf8');
    for (const name of ['containerd', 'crio', 'docker-daemon'])
      assert.ok(contributed.includes(`"./snippets/${name}.json"`), name);
  });

  for (const [kind, path, snippets] of files) {
    for (const [title, snippet] of Object.entries(snippets)) {
      it(`${title}: nothing to say about it, whatever is chosen`, () => {
        const lint = (text: string): string[] => found({ kind, path, text: whole(snippet, text) });
        assert.deepEqual(lint(expand(snippet)), []);
        for (const { number, values } of tabStops(snippet))
          for (const value of values.slice(1))
            assert.deepEqual(lint(expand(snippet, { number, value })), [], value);
      });
    }
  }

  it('would not pass with a mistake in them', () => {
    const [snippet] = Object.values(containerd) as Snippet[];
    const text = expand(snippet!).replace('ConfigPath', 'ConfigFile');
    assert.equal(found({ text }).length, 1);
  });
});
