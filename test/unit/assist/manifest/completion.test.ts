import assert from 'node:assert/strict';
import { indexManifest, Workspace } from '../../../../src/lint';
import { completions, labels, taken } from './at';

const runtimeClass = (body: string): string =>
  `apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata:\n  name: kata-qemu-snp\n${body}`;
const pod = (spec: string, metadata = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: app\n${metadata}spec:\n${spec}`;

const prefix = 'io.katacontainers.config.hypervisor.';

describe('completion in manifests', () => {
  it('offers classes of the file and the workspace before those of the release', () => {
    const index = new Workspace();
    const other = runtimeClass('handler: kata-clh\n').replace('kata-qemu-snp', 'special');
    const gvisor = runtimeClass('handler: runsc\n').replace('kata-qemu-snp', 'gvisor');
    index.set('rc.yaml', indexManifest('rc.yaml', `${other}---\n${gvisor}`));
    const text = `${runtimeClass('handler: kata-qemu\n').replace('kata-qemu-snp', 'mine')}---\n${pod('  runtimeClassName: │\n')}`;
    const found = labels(text, { index });
    assert.deepEqual(found.slice(0, 2), ['mine', 'special']);
    assert.ok(found.includes('kata-qemu-tdx') && found.includes('kata-vm-isolation'));
    for (const name of ['gvisor', 'kata-qemu-sev', 'kata-cc-isolation', 'kata-mshv-vm-isolation'])
      assert.ok(!found.includes(name), name);
    assert.equal(new Set(found).size, found.length);
    const old = labels(text, { index, target: { version: '3.18.0', runtime: 'go' } });
    assert.ok(old.includes('kata-qemu-sev') && !old.includes('kata-clh-runtime-rs'));
    const special = completions(text, { index }).find(({ label }) => label === 'special');
    assert.match(special?.detail ?? '', /Cloud Hypervisor.* · rc\.yaml$/);
    assert.match(special?.documentation() ?? '', /handler `kata-clh`/);
  });

  it('replaces the whole value, quotes and all, and adds a missing blank', () => {
    const line = (value: string): string => pod(`  runtimeClassName:${value} # why\n`);
    for (const value of [' kata-│fc', ' │kata-fc', ' kata-fc│'])
      assert.equal(taken(line(value), 'kata-clh'), line(' kata-clh'));
    assert.equal(taken(line(' "kata│"'), 'kata-clh'), line(' "kata-clh"'));
    assert.equal(taken(line(" '│"), 'kata-clh'), line(" 'kata-clh'"));
    assert.equal(taken(line('│'), 'kata-clh'), line(' kata-clh'));
    for (const { filterText } of completions(line(' "kata│"'))) assert.ok(filterText.startsWith('"'));
  });

  it('finds the class wherever a kind keeps its pod, also while the rest is broken', () => {
    const places = [
      'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      runtimeClassName: │\n      containers:\n      - name: [',
      'kind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          runtimeClassName: kata│\n',
      'kind: List\nitems:\n- kind: Pod\n  spec:\n    runtimeClassName: │\n- kind: Pod\n',
      'spec:\n  template:\n    spec:\n      runtimeClassName: │\n',
    ];
    for (const text of places) assert.ok(labels(text).includes('kata-qemu'), text);
  });

  it('offers nothing where the name is only text, or another key', () => {
    for (const text of [
      pod('  # runtimeClassName: │\n'),
      pod('  containers:\n  - runtimeClassName: │\n'),
      pod('  runtimeClassName: kata-qemu # │\n'),
      'kind: ConfigMap\ndata:\n  a: |\n    spec:\n      runtimeClassName: │\n',
      'kind: Deployment\nspec:\n  runtimeClassName: │\n',
      'kind: Deployment\nspec:\n  handler: │\n',
      'kind: Service\nhandler: │\n',
      pod('  runtimeClassName: {│\n'),
      pod('  runtimeClassName: kata-qemu\n  │\n'),
      pod('  runtimeClassName: kata-qemu\n  containers:\n  - name: a\n    │\n'),
    ])
      assert.deepEqual(labels(text), [], text);
  });

  it('offers handlers, names, and upstream amounts for the release', () => {
    assert.equal(labels(runtimeClass('handler: │\n'))[0], 'kata-qemu-snp');
    const body = (inner: string): string =>
      runtimeClass(`handler: kata-qemu-snp\noverhead:\n  podFixed:\n${inner}`);
    assert.deepEqual(labels(body('    │\n')), ['memory', 'cpu', 'sev-snp.amd.com/esids']);
    assert.equal(taken(body('    mem│\n'), 'memory'), body('    memory: "2048Mi"\n'));
    assert.equal(taken(body('    memory: 5│\n'), '2048Mi'), body('    memory: "2048Mi"\n'));
    assert.deepEqual(labels(body('    memory: 1Gi\n    │\n')), ['cpu', 'sev-snp.amd.com/esids']);
    const qemu = { target: { version: '3.32.0', runtime: 'go' } } as const;
    const amount = runtimeClass('handler: kata-qemu\noverhead:\n  podFixed:\n    memory: │\n');
    assert.deepEqual(labels(amount), ['320Mi']);
    assert.deepEqual(labels(amount, qemu), ['160Mi']);
    assert.deepEqual(labels(amount.replace('kata-qemu\n', 'runc\n').replace('kata-qemu-snp', 'a')), []);
  });

  it('offers the parts of a RuntimeClass that are missing', () => {
    const text = runtimeClass('handler: kata-qemu-snp\n│\n');
    assert.deepEqual(labels(text), ['overhead', 'scheduling']);
    assert.equal(
      taken(text, 'overhead'),
      runtimeClass(
        'handler: kata-qemu-snp\noverhead:\n  podFixed:\n    memory: "2048Mi"\n    cpu: "1.0"\n    sev-snp.amd.com/esids: "1"\n',
      ),
    );
    assert.match(taken(text, 'scheduling'), /amd\.feature\.node\.kubernetes\.io\/snp: "true"\n$/);
    assert.deepEqual(labels(text.replace('kata-qemu-snp', 'gvisor').replace('kata-qemu-snp', 'runsc')), []);
    const values = `customRuntimes:\n  runtimes:\n    a:\n      runtimeClass: |\n${text.replace(/^(?=.)/gm, '        ')}      other: b\n`;
    assert.deepEqual(labels(values), ['overhead', 'scheduling']);
    assert.deepEqual(
      labels(runtimeClass('handler: kata-fc\n').replace('metadata:', 'metadata:\n  annotations:\n    │')),
      ['katacontainers.io/kata-version'],
    );
  });

  it("offers node labels of the class's TEE only", () => {
    const selector = (handler: string): string =>
      runtimeClass(`handler: ${handler}\nscheduling:\n  nodeSelector:\n    │\n`);
    const snp = labels(selector('kata-qemu-snp'));
    assert.equal(snp[0], 'amd.feature.node.kubernetes.io/snp');
    assert.ok(snp.includes('katacontainers.io/kata-runtime'));
    assert.ok(!snp.some((name) => name.includes('tdx') || name.startsWith('nvidia')));
    assert.ok(!labels(selector('kata-qemu')).some((name) => name.includes('snp')));
    assert.ok(labels(selector('kata-qemu-nvidia-gpu')).includes('nvidia.com/cc.ready.state'));
    assert.match(taken(selector('kata-qemu'), 'katacontainers.io/kata-runtime'), /kata-runtime: "true"\n$/);
    const inPod = pod('  runtimeClassName: kata-qemu-tdx\n  nodeSelector:\n    │\n');
    assert.equal(labels(inPod)[0], 'intel.feature.node.kubernetes.io/tdx');
    assert.deepEqual(labels(inPod.replace('kata-qemu-tdx', 'gvisor')), []);
  });

  it('offers annotations that the runtime reads, those that are enabled first, with their values in quotes', () => {
    const text = (className: string, line = '    │\n'): string =>
      pod(`  runtimeClassName: ${className}\n`, `  annotations:\n${line}`);
    const found = labels(text('kata-qemu-snp'));
    assert.ok(found.indexOf(`${prefix}cc_init_data`) < found.indexOf(`${prefix}default_max_vcpus`));
    assert.ok(found.includes('io.katacontainers.config.agent.policy'));
    assert.ok(!labels(text('kata-qemu-snp-runtime-rs')).includes('io.katacontainers.config.agent.policy'));
    const name = `${prefix}enable_iommu`;
    const done = `    ${name}: "\${1|true,false|}"\n`;
    assert.equal(taken(text('kata-qemu', `    io.k│\n`), name), text('kata-qemu', done));
    assert.equal(
      taken(text('kata-qemu', `    "io.k│"\n`), name),
      text('kata-qemu', done.replace(name, `"${name}"`)),
    );
    assert.equal(
      taken(text('kata-qemu', `    io.k│: "true"\n`), name),
      text('kata-qemu', `    ${name}: "true"\n`),
    );
    assert.equal(
      taken(text('kata-qemu', `    ${name}: │\n`), 'true'),
      text('kata-qemu', `    ${name}: "true"\n`),
    );
    assert.deepEqual(labels(text('gvisor')), []);
    assert.deepEqual(labels(pod('  containers: []\n', '  annotations:\n    │\n')), []);
    assert.ok(labels(pod('  containers: []\n', '  annotations:\n    io.kata│\n')).includes(name));
    const owner =
      'kind: Deployment\nmetadata:\n  annotations:\n    │\nspec:\n  template:\n    spec:\n      runtimeClassName: kata-qemu\n';
    assert.deepEqual(labels(owner), []);
  });
});
