import assert from 'node:assert/strict';
import { mainFileNames, mainFolderOf, mergeJudgements, type Finding } from '../../../src/lint';

const finding = (message: string, start = 0): Finding => ({
  rule: 'toml-unknown-key',
  severity: 'warning',
  message,
  span: { start, end: start + 1 },
  fixes: [{ title: 'Rename', edits: [], preferred: true }],
});

describe('Configuration sets', () => {
  it('finds the folder of the main files of a drop-in, with either separator', () => {
    assert.equal(mainFolderOf('/etc/kata-containers/config.d/10-a.toml'), '/etc/kata-containers/');
    assert.equal(mainFolderOf('config.d/10-a.toml'), '');
    assert.equal(mainFolderOf('C:\\kata\\config.d\\README'), 'C:\\kata\\');
    assert.equal(mainFolderOf('/config.d/a\nb'), '/');
  });

  it('takes nothing else for a drop-in', () => {
    for (const path of [
      '/etc/configuration.toml',
      '/etc/config.d',
      '/etc/config.d/sub/a.toml',
      '/etc/xconfig.d/a.toml',
    ]) {
      assert.equal(mainFolderOf(path), undefined, path);
    }
  });

  it('tells names of main files, in order', () => {
    const names = [
      'configuration.toml',
      'config.d',
      'configuration-qemu.toml',
      'configuration.toml.in',
      'other.toml',
    ];
    assert.deepEqual(mainFileNames(names), ['configuration-qemu.toml', 'configuration.toml']);
  });

  it('keeps what all main files share as one finding', () => {
    const shared = finding('Unknown.');
    const merged = mergeJudgements(
      [
        { main: '/k/a.toml', findings: [shared] },
        { main: '/k/b.toml', findings: [finding('Unknown.')] },
      ],
      2,
    );
    assert.deepEqual(merged, [shared]);
  });

  it('names the main files of a finding that not all share, and is no longer certain how to fix it', () => {
    const merged = mergeJudgements(
      [
        { main: '/k/a.toml', findings: [finding('Second.', 5)] },
        { main: '/k/b.toml', findings: [finding('First.', 2), finding('Second.', 5)] },
      ],
      2,
    );
    assert.deepEqual(
      merged.map(({ message, fixes }) => [message, fixes?.[0]?.preferred]),
      [
        ['First. (with b.toml)', undefined],
        ['Second.', true],
      ],
    );
  });

  it('names the main file where the folder has others that were not asked', () => {
    const [only] = mergeJudgements([{ main: '/k/a.toml', findings: [finding('Unknown.')] }], 3);
    assert.equal(only?.message, 'Unknown. (with a.toml)');
  });

  it('names three main files at most', () => {
    const judgements = ['a', 'b', 'c', 'd', 'e'].map((main) => ({ main, findings: [finding('Unknown.')] }));
    assert.equal(mergeJudgements(judgements, 9)[0]?.message, 'Unknown. (with a, b, c and 2 more)');
  });
});
