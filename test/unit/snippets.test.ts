import assert from 'node:assert/strict';
import { newest } from '../../src/knowledge';
import { lintKataConfig, resolveTarget, type Finding } from '../../src/lint';
import file from '../../snippets/kata-config.json';
import { expand, prefixes, tabStops, type Snippet } from '../support/snippets';

const snippets: Readonly<Record<string, Snippet>> = file;

const withPrefix = (wanted: string): Snippet => {
  const found = Object.values(snippets).find((snippet) => prefixes(snippet).includes(wanted));
  assert.ok(found, `no snippet has the prefix ${wanted}`);
  return found;
};

/** Errors and warnings on a snippet's text: a whole configuration, or a drop-in beside the one with that prefix. */
function lint(snippet: Snippet, text: string): readonly Finding[] {
  const dropIn = prefixes(snippet).some((prefix) => prefix.startsWith('kata-drop-in'));
  const path = dropIn ? 'config.d/50-local.toml' : 'configuration.toml';
  const { target } = resolveTarget({ path, text });
  const hypervisor = /^\[hypervisor\.(\w+)\]/m.exec(text)?.[1] ?? '';
  const beside = `kata-${hypervisor}${target.runtime === 'go' && hypervisor !== 'stratovirt' ? '-go' : ''}`;
  const set = dropIn
    ? {
        main: { path: 'configuration.toml', text: expand(withPrefix(beside)) },
        dropIns: [{ path, text, entry: 'file' as const }],
      }
    : { main: { path, text } };
  const findings = lintKataConfig(set, target).get(path) ?? [];
  return findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
}

const told = (findings: readonly Finding[]): string[] =>
  findings.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);

describe('snippets for whole configurations', () => {
  it('cover every hypervisor of the newest release, the TEEs, GPUs and drop-ins', () => {
    const all = Object.values(snippets).flatMap(prefixes);
    assert.equal(new Set(all).size, all.length, 'a prefix stands twice');
    for (const name of ['qemu', 'clh', 'firecracker', 'remote', 'snp', 'tdx', 'se', 'gpu', 'drop-in'])
      for (const runtime of ['', '-go']) assert.ok(all.includes(`kata-${name}${runtime}`), name + runtime);
    for (const name of ['dragonball', 'openvmm', 'stratovirt']) assert.ok(all.includes(`kata-${name}`), name);
  });

  for (const [title, snippet] of Object.entries(snippets)) {
    describe(title, () => {
      it('names the newest release and its runtime in the first line', () => {
        const runtime = title.includes('runtime-rs') ? 'rs' : 'go';
        assert.equal(snippet.body[0], `# kata: version=${newest} runtime=${runtime}`);
        assert.ok(snippet.description.includes(newest), 'the description names another release');
      });

      it('has its tab stops in order, each of them used, and ends at $0', () => {
        const numbers = tabStops(snippet).map(({ number }) => number);
        assert.deepEqual(numbers, [...numbers.slice(1).keys()].map((index) => index + 1).concat(0));
        assert.equal(snippet.body.at(-1), '$0');
      });

      it('leaves nothing of the snippet syntax in what it inserts', () => {
        assert.doesNotMatch(expand(snippet), /\$\{|\$\d|\\\$/);
      });

      it('has no error and no warning as it is inserted, and with any other choice', () => {
        assert.deepEqual(told(lint(snippet, expand(snippet))), []);
        for (const { number, values } of tabStops(snippet))
          for (const value of values.slice(1))
            assert.deepEqual(told(lint(snippet, expand(snippet, { number, value }))), [], value);
      });
    });
  }

  it('would not pass with a mistake in it', () => {
    const snippet = withPrefix('kata-qemu');
    const mistaken = expand(snippet).replace('shared_fs = "virtio-fs"', 'shared_fs = "virtiofs"');
    assert.equal(lint(snippet, mistaken).length, 1);
  });

  it('mirrors a decision that is made once', () => {
    const snippet = withPrefix('kata-drop-in');
    const [stop] = tabStops(snippet).filter(({ values }) => values.includes('true'));
    assert.ok(stop);
    assert.equal(expand(snippet).match(/enable_debug = true/g)?.length, 3);
    const off = expand(snippet, { number: stop.number, value: 'false' });
    assert.equal(off.match(/enable_debug = false/g)?.length, 3);
  });
});
