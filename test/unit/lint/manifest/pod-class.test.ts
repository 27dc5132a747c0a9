import assert from 'node:assert/strict';
import { findings, fixed, found } from './found';
import { image, pod, said, withClass } from './pod';

describe('the class of a pod', () => {
  it('decides whether anything is said at all', () => {
    const text = (className: string): string => pod({ className, spec: 'hostNetwork: true\n' });
    const rule = 'pod-host-network';
    const kata = ['error hostNetwork: true'];
    for (const name of ['kata', 'kata-qemu', 'kata-cc', 'kata-lab', 'contrast-cc', 'kata-vm-isolation'])
      assert.deepEqual(said(rule, text(name)), kata, name);
    for (const name of ['gvisor', 'runv', 'nvidia', 'runc', '$CLASS', '{{ .Values.class }}'])
      assert.deepEqual(said(rule, text(name)), [], name);
    // the handler decides, not the name
    assert.deepEqual(said(rule, withClass('kata-qemu', 'runc', text('kata-qemu'))), []);
    assert.deepEqual(said(rule, withClass('secure', 'kata-clh', text('secure'))), kata);
    assert.deepEqual(said(rule, text('secure')), []);
    assert.deepEqual(found(pod({ className: 'x' }).replace(/ {2}runtimeClassName.*\n/, '')), []);
  });

  it('is judged by the release', () => {
    const removed = (className: string, version?: string) =>
      said('pod-runtime-class-removed', pod({ className }), version === undefined ? {} : { version });
    assert.deepEqual(removed('kata-qemu-sev'), ['warning kata-qemu-sev']);
    assert.deepEqual(removed('kata-qemu-sev', '3.18.0'), []);
    assert.deepEqual(removed('kata-cloud-hypervisor', '3.29.0'), []);
    assert.deepEqual(removed('kata-cloud-hypervisor', '3.30.0'), ['warning kata-cloud-hypervisor']);
    assert.deepEqual(removed('kata-mshv-vm-isolation'), ['warning kata-mshv-vm-isolation']);
    assert.deepEqual(removed('kata-cc-isolation'), ['warning kata-cc-isolation']);
    assert.deepEqual(removed('kata-vm-isolation'), []);
    const text = pod({ className: '"kata-qemu-sev"' });
    assert.equal(fixed('pod-runtime-class-removed', text), text.replace('-sev', '-snp'));
    // a class in the file has its own finding
    assert.deepEqual(
      said(
        'pod-runtime-class-removed',
        withClass('kata-qemu-sev', 'kata-qemu-sev', pod({ className: 'kata-qemu-sev' })),
      ),
      [],
    );
    const early = (version: string) =>
      said('pod-runtime-class-not-yet', pod({ className: 'kata-qemu-snp-runtime-rs' }), { version });
    assert.deepEqual(early('3.24.0'), ['warning kata-qemu-snp-runtime-rs']);
    assert.deepEqual(early('4.0.0'), []);
  });

  it('may have a slip in its name', () => {
    const rule = 'pod-runtime-class-unknown';
    const unknown = (className: string) => said(rule, pod({ className }));
    assert.deepEqual(unknown('kata-qemu-spn'), ['warning kata-qemu-spn']);
    assert.deepEqual(unknown('kta-qemu'), ['warning kta-qemu']);
    assert.deepEqual(unknown('kata-lab'), ['hint kata-lab']);
    for (const name of ['kata-qemu-lab', 'kata-qemu-debug', 'kata', 'kate', 'gvisor', 'kata-qemu'])
      assert.deepEqual(unknown(name), [], name);
    assert.equal(fixed(rule, pod({ className: 'kata-qemu-spn' })), pod({ className: 'kata-qemu-snp' }));
    assert.deepEqual(said(rule, withClass('kata-lab', 'kata-lab', pod({ className: 'kata-lab' }))), []);
    assert.deepEqual(said('pod-runtime-class-never', pod({ className: 'kata-clh-tdx' })), [
      'warning kata-clh-tdx',
    ]);
  });
});

describe('overhead, selector and node of a pod', () => {
  it('says what an overhead leads to', () => {
    const overhead = (memory: string): string =>
      pod({ spec: `overhead:\n  memory: ${memory}\n  cpu: 250m\n` });
    const rule = 'pod-overhead';
    assert.deepEqual(said(rule, overhead('64Mi')), ['warning overhead']);
    assert.deepEqual(said(rule, overhead('320Mi')), ['information overhead']);
    const own = (memory: string) => withClass('kata-qemu', 'kata-qemu', overhead(memory));
    assert.deepEqual(said(rule, own('64Mi')), ['error overhead']);
    assert.deepEqual(said(rule, own('327680Ki')), ['information overhead']);
    assert.equal(fixed(rule, own('64Mi')), withClass('kata-qemu', 'kata-qemu', pod()));
    assert.deepEqual(said(rule, `${overhead('64Mi')}status:\n  phase: Running\n`), []);
  });

  it('compares selectors with the class in the file', () => {
    const text = (value: string): string =>
      withClass(
        'kata-qemu',
        'kata-qemu',
        pod({ spec: `nodeSelector:\n  disk: fast\n  katacontainers.io/kata-runtime: ${value}\n` }),
      );
    assert.deepEqual(said('pod-selector-conflict', text('"false"')), ['error "false"']);
    const [conflict] = findings(text('"false"')).filter((each) => each.rule === 'pod-selector-conflict');
    const [there] = conflict?.related ?? [];
    assert.equal(text('"false"').slice(there?.span.start, there?.span.end), 'nodeSelector');
    const rule = 'pod-selector-duplicate';
    assert.deepEqual(said(rule, text('"true"')), ['information katacontainers.io/kata-runtime']);
    assert.equal(
      fixed(rule, text('"true"')),
      withClass('kata-qemu', 'kata-qemu', pod({ spec: 'nodeSelector:\n  disk: fast\n' })),
    );
    // nothing is known about the class in the cluster
    assert.deepEqual(found(pod({ spec: 'nodeSelector:\n  katacontainers.io/kata-runtime: "false"\n' })), []);
  });

  it('knows the labels of nodes', () => {
    const labels = (className: string, label: string): string[] =>
      found(
        pod({
          className,
          spec: `securityContext: {runAsUser: 1, runAsGroup: 1}\nnodeSelector:\n  ${label}: "true"\n`,
        }),
      ).filter((line) => line.startsWith('pod-selector'));
    const nfd = 'feature.node.kubernetes.io/cpu-security';
    assert.deepEqual(labels('kata-qemu', `${nfd}.sgx`), [`pod-selector-typo warning ${nfd}.sgx`]);
    assert.deepEqual(labels('kata-qemu', `${nfd}.foo`), [`pod-selector-typo warning ${nfd}.foo`]);
    assert.deepEqual(labels('kata-qemu', 'zone'), []);
    assert.deepEqual(labels('kata-qemu-snp', 'intel.feature.node.kubernetes.io/tdx'), [
      'pod-selector-tee-mismatch warning intel.feature.node.kubernetes.io/tdx',
    ]);
    assert.deepEqual(labels('kata-qemu', 'intel.feature.node.kubernetes.io/tdx'), [
      'pod-selector-tee-mismatch information intel.feature.node.kubernetes.io/tdx',
    ]);
    assert.deepEqual(labels('kata-cc', 'intel.feature.node.kubernetes.io/tdx'), []);
  });

  it('leaves a pod from a cluster alone', () => {
    assert.deepEqual(said('pod-node-name', pod({ spec: 'nodeName: a\n' })), ['warning nodeName']);
    assert.deepEqual(
      said('pod-node-name', `${pod({ spec: 'nodeName: a\n' })}status:\n  phase: Running\n`),
      [],
    );
  });
});

describe('a pod that is called confidential', () => {
  const rule = 'pod-claims-confidential';
  const claims = (metadata: string, className = 'kata-qemu', name = 'app') =>
    said(rule, pod({ metadata, className, name }));

  it('is compared with its class', () => {
    const label = 'labels:\n  security: confidential\n';
    for (const name of [
      'kata-qemu',
      'kata-qemu-coco-dev',
      'kata-clh-runtime-rs',
      'contrast-insecure-metal-qemu',
    ])
      assert.deepEqual(claims(label, name), [`warning ${name}`]);
    for (const name of ['kata-qemu-snp', 'kata-cc', 'kata-remote', 'kata', 'kata-lab', 'kata-qemu-lab'])
      assert.deepEqual(claims(label, name), [], name);
    assert.deepEqual(
      said(rule, withClass('safe', 'kata-qemu', pod({ metadata: label, className: 'safe' }))),
      ['warning safe'],
    );
  });

  it('says so in names, labels and annotations', () => {
    const yes = ['warning kata-qemu'];
    assert.deepEqual(claims('', 'kata-qemu', 'db-sev-snp'), yes);
    assert.deepEqual(claims('namespace: confidential\n'), yes);
    assert.deepEqual(claims('annotations:\n  example.org/tdx: "true"\n'), yes);
    for (const no of [
      'labels:\n  confidential: "false"\n',
      'labels:\n  tier: non-confidential\n',
      'labels:\n  sev: high\n',
      'labels:\n  severity: "1"\n',
      'labels:\n  app.kubernetes.io/part-of: confidential-containers\n',
      'annotations:\n  io.containerd.cri.runtime-handler: kata-qemu\n',
    ])
      assert.deepEqual(claims(no), [], no);
  });

  it('offers the classes of the TEE that it names', () => {
    const text = (name: string, className: string): string => pod({ name, className });
    const titles = (name: string, className: string) =>
      findings(text(name, className))
        .find((each) => each.rule === rule)
        ?.fixes?.map(({ title }) => title);
    assert.deepEqual(titles('confidential', 'kata-qemu'), [
      'Change to kata-qemu-snp',
      'Change to kata-qemu-tdx',
    ]);
    assert.deepEqual(titles('app-tdx', 'kata-qemu-runtime-rs'), ['Change to kata-qemu-tdx-runtime-rs']);
    assert.deepEqual(titles('app-snp', 'kata-qemu-nvidia-gpu'), ['Change to kata-qemu-nvidia-gpu-snp']);
    assert.equal(fixed(rule, text('app-snp', 'kata-clh')), text('app-snp', 'kata-qemu-snp'));
  });
});

describe('controllers and nested texts', () => {
  it('finds the pod in each of them', () => {
    const spec = `runtimeClassName: kata-qemu\nhostPID: true\ncontainers:\n  - name: a\n    image: ${image}\n`;
    const at = (spaces: number): string => spec.replace(/^(?=.)/gm, ' '.repeat(spaces));
    const all = [
      `apiVersion: batch/v1\nkind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n${at(10)}`,
      `apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  template:\n    spec:\n${at(6)}`,
      `apiVersion: v1\nkind: List\nitems:\n  - kind: Pod\n    spec:\n${at(6)}`,
      `patches:\n  - patch: |\n      spec:\n        template:\n          spec:\n${at(12)}`,
    ];
    for (const text of all) assert.deepEqual(said('pod-host-pid', text), ['warning hostPID: true'], text);
  });
});
