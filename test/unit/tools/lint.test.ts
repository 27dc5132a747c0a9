import assert from 'node:assert/strict';
import { newest } from '../../../src/knowledge';
import { lintKataConfig, resolveTarget } from '../../../src/lint';
import type { Linted, LintRequest } from '../../../src/tools';
import { FakeToolDesk } from '../../support/tool-desk';

/** Lints a Kata configuration alone. */
function lintAlone({ path, text = '', kind = 'kata-config', target }: LintRequest): readonly Linted[] {
  const resolved = resolveTarget({ path, text, explicit: target });
  const found = lintKataConfig({ main: { path, text } }, resolved.target);
  return [{ file: path, kind, text, findings: found.get(path) ?? [], targets: [resolved] }];
}

const wrong = `[hypervisor.qemu]
path = "/q"
kernel = "/k"
image = "/i"
shared_fs = "none"
enable_iomu = true
default_vcpus = "2"
`;

describe('kata_lint', () => {
  const desk = () => new FakeToolDesk({}, { findings: lintAlone });

  it('finds what is wrong in a text, the gravest first, with places that count from 1', async () => {
    const { counts, files } = (await desk().result('kata_lint', { text: wrong })) as {
      counts: unknown;
      files: readonly { findings: readonly Readonly<Record<string, unknown>>[]; checkedFor: unknown }[];
    };
    assert.deepEqual(counts, { error: 1, warning: 1, information: 0, hint: 0 });
    const [file] = files;
    assert.deepEqual(file!.checkedFor, [
      { version: newest, runtime: 'go', versionFrom: 'default', runtimeFrom: 'default' },
    ]);
    assert.deepEqual(
      file!.findings.map(({ rule, severity, line, column, endLine, endColumn }) => [
        rule,
        severity,
        line,
        column,
        endLine,
        endColumn,
      ]),
      [
        ['toml-wrong-type', 'error', 7, 17, 7, 20],
        ['toml-unknown-key', 'warning', 6, 1, 6, 12],
      ],
    );
    const [fix] = file!.findings[1]!.fixes as readonly Readonly<Record<string, unknown>>[];
    assert.deepEqual(fix, {
      title: 'Rename to enable_iommu',
      preferred: true,
      edits: [{ line: 6, column: 1, endLine: 6, endColumn: 12, newText: 'enable_iommu' }],
    });
  });

  it('asks for the Kata, the kind and the file that were named', async () => {
    const own = desk();
    await own.result('kata_lint', {
      path: 'a/b.toml',
      kataVersion: '3.30.0',
      runtime: 'rs',
      kind: 'kata-config',
    });
    await own.result('kata_lint', { path: 'c.yaml', text: 'kind: Pod' });
    assert.deepEqual(own.linted, [
      {
        path: 'a/b.toml',
        text: undefined,
        kind: 'kata-config',
        target: { version: '3.30.0', runtime: 'rs' },
      },
      { path: 'c.yaml', text: 'kind: Pod', kind: undefined, target: {} },
    ]);
  });

  it('tells what a text without a file is, as far as it shows', async () => {
    const own = desk();
    const name = async (input: object): Promise<unknown> => {
      own.linted.length = 0;
      await own.result('kata_lint', input);
      const [request] = own.linted;
      return [request?.kind, request?.path, request?.unnamed];
    };
    assert.deepEqual(await name({ text: wrong }), ['kata-config', 'configuration.toml', true]);
    assert.deepEqual(await name({ text: 'spec:\n  runtimeClassName: kata-qemu\n' }), [
      'manifest',
      'text.yaml',
      true,
    ]);
    assert.deepEqual(await name({ text: '{}', kind: 'docker-daemon' }), [
      'docker-daemon',
      'daemon.json',
      true,
    ]);
    assert.match(await own.refusal('kata_lint', { text: 'hello' }), /Give its "kind", or the "path"/);
  });

  it('knows only releases of Kata', async () => {
    assert.match(
      await desk().refusal('kata_lint', { text: wrong, kataVersion: 'x' }),
      /^"kataVersion" is a Kata release from 3\.2\.0 on, such as [\d.]+, not "x"\.$/,
    );
  });

  it('cuts a long list, and says so', async () => {
    const keys = Array.from({ length: 100 }, (_, at) => `zzzz_${at}_qqqq = 1`).join('\n');
    const { files } = (await desk().result('kata_lint', { text: `[hypervisor.qemu]\n${keys}\n` })) as {
      files: readonly { findings: readonly { severity: string }[]; findingsLeftOut: number }[];
    };
    assert.equal(files[0]!.findings.length, 60);
    assert.ok(files[0]!.findingsLeftOut >= 40);
    assert.equal(files[0]!.findings[0]!.severity, 'error');
  });
});
