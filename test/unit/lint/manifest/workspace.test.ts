import assert from 'node:assert/strict';
import { parseYaml } from '../../../../src/documents';
import { indexManifest, manifestModel, Workspace, type WorkspaceIndex } from '../../../../src/lint';
import { sampleClass } from '../../../../src/lint/manifest/rules/samples';
import { Surroundings, type FileSurroundings } from '../../../../src/lint/manifest/surroundings';
import { findings, found } from './found';

const pod =
  'kind: Pod\nmetadata: {name: p}\nspec:\n  runtimeClassName: mine\n  containers: [{name: a, image: b}]\n';
const target = { version: '4.1.0', runtime: 'go' } as const;

function surroundings(index: WorkspaceIndex | undefined, own = ''): FileSurroundings {
  const yaml = parseYaml(own);
  const classes = manifestModel(yaml).runtimeClasses.map(
    (object) => [object.facts?.name ?? '', { object, yaml }] as const,
  );
  return { path: 'p.yaml', target, index, classes: new Map(classes) };
}

describe('What the other files say', () => {
  const classText = `# classes\n---\n${sampleClass({ name: 'mine', handler: 'kata-qemu-snp' })}`;

  it('is what a manifest adds to the index', () => {
    const { classes } = indexManifest('c.yaml', classText);
    assert.deepEqual(
      classes.map(({ span, ...rest }) => ({ ...rest, name: classText.slice(span.start, span.end) })),
      [
        {
          path: 'c.yaml',
          name: 'mine',
          handler: 'kata-qemu-snp',
          nodeSelector: { 'katacontainers.io/kata-runtime': 'true' },
          overhead: { memory: '320Mi', cpu: '250m' },
        },
      ],
    );
    const [first] = indexManifest('p.yaml', pod).pods;
    assert.deepEqual(
      { ...first, span: pod.slice(first?.span.start, first?.span.end) },
      { path: 'p.yaml', className: 'mine', kind: 'Pod', name: 'p', span: 'mine' },
    );
    assert.deepEqual(indexManifest('x.yaml', 'kind: Pod\n'), { classes: [], pods: [] });
  });

  it('answers the same question with the same object until something changes', () => {
    const workspace = new Workspace();
    workspace.set('c.yaml', indexManifest('c.yaml', classText));
    const before = workspace.runtimeClasses('mine', 'p.yaml');
    assert.equal(before.length, 1);
    workspace.set('c.yaml', indexManifest('c.yaml', classText));
    assert.equal(workspace.runtimeClasses('mine', 'p.yaml'), before);
    assert.deepEqual(workspace.runtimeClasses('mine', 'c.yaml'), []);
    workspace.set('p.yaml', indexManifest('p.yaml', pod));
    assert.equal(workspace.pods('mine', 'c.yaml').length, 1);
    workspace.set('c.yaml', undefined);
    assert.deepEqual(workspace.runtimeClasses('mine', 'p.yaml'), []);
  });

  it('tells what a class name stands for: own file, workspace, knowledge, or nothing', () => {
    const workspace = new Workspace();
    workspace.set('c.yaml', indexManifest('c.yaml', classText));
    const resolve = (name: string, own = '', index: WorkspaceIndex = workspace): string => {
      const { from, profile } = new Surroundings(surroundings(index, own)).resolve(name);
      return `${from} ${profile?.handler ?? '-'} ${profile?.tee ?? '-'}`;
    };
    assert.equal(resolve('mine'), 'workspace kata-qemu-snp amd-sev-snp');
    assert.equal(resolve('mine', sampleClass({ name: 'mine', handler: 'kata-clh' })), 'file kata-clh -');
    assert.equal(resolve('kata-qemu-tdx'), 'knowledge kata-qemu-tdx intel-tdx');
    assert.equal(resolve('kata-cc'), 'knowledge - -');
    assert.equal(resolve('kata-cc-isolation'), 'knowledge kata-cc amd-sev-snp');
    assert.equal(resolve('mine', '', new Workspace()), 'unknown - -');
    assert.equal(resolve('gvisor'), 'unknown - -');
  });

  it('makes findings anew when an answer changes, and only then', () => {
    const workspace = new Workspace();
    const asked = new Surroundings(surroundings(workspace));
    asked.resolve('mine');
    assert.equal(asked.stillHold(surroundings(workspace)), true);
    workspace.set('c.yaml', indexManifest('c.yaml', classText));
    assert.equal(asked.stillHold(surroundings(workspace)), false);
    assert.equal(asked.stillHold(surroundings(undefined, sampleClass({ name: 'mine' }))), false);
  });

  it('holds open configurations, which a class is compared with', () => {
    const workspace = new Workspace();
    const text = sampleClass();
    assert.deepEqual(found(text, { index: workspace }), []);
    const span = { start: 20, end: 23 };
    workspace.setConfiguration('kata-qemu', {
      path: 'configuration-qemu.toml',
      overheadMemory: { value: 512, span },
    });
    assert.deepEqual(found(text, { index: workspace }), ['runtime-class-overhead-vs-config warning 320Mi']);
    assert.deepEqual(findings(text, { index: workspace })[0]?.related, [
      { path: 'configuration-qemu.toml', span, message: 'overhead_memory' },
    ]);
    workspace.setConfiguration('kata-qemu', undefined);
    assert.deepEqual(found(text, { index: workspace }), []);
  });
});
