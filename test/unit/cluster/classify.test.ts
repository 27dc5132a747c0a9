import assert from 'node:assert/strict';
import { declarationOf, type Declaration } from '../../../src/cluster/classify';
import { podRecord } from '../../../src/cluster/pod';
import { classRecord, driftOf, quantity } from '../../../src/cluster/runtime-class';
import { newest, runtimeClasses, type Tee } from '../../../src/knowledge';
import { pod, runtimeClass, type ClassFields, type PodFields } from '../../support/kube-objects';

const kept = (name: string, fields: ClassFields = {}) => {
  const found = classRecord(runtimeClass(name, fields));
  assert.ok(found);
  return found;
};

/** What a pod declares under a class; without the class's fields the class can't be read. */
function declared(className: string | undefined, fields?: ClassFields, more: PodFields = {}): Declaration {
  const found = podRecord(
    pod('web', {
      labels: className === undefined ? { purpose: 'confidential' } : {},
      ...(className !== undefined && { runtimeClass: className }),
      ...more,
    }),
  );
  assert.ok(found);
  return declarationOf(found, fields && className !== undefined ? kept(className, fields) : undefined);
}

const short = ({ group, tee, gpu }: Declaration): string =>
  [group, tee, gpu === true ? 'gpu' : undefined].filter(Boolean).join(' ');

describe('what a pod declares', () => {
  const tees: readonly (readonly [RegExp, Tee])[] = [
    [/-snp(?:-runtime-rs)?$/, 'amd-sev-snp'],
    [/-tdx(?:-runtime-rs)?$/, 'intel-tdx'],
    [/-se(?:-runtime-rs)?$/, 'ibm-secure-execution'],
    [/-sev$/, 'amd-sev'],
    [/-cca$/, 'arm-cca'],
  ];
  for (const name of runtimeClasses().keys())
    for (const readable of [true, false])
      it(`${name}, whose class ${readable ? 'can' : "can't"} be read`, () => {
        const tee = tees.find(([ending]) => ending.test(name))?.[1];
        const { group, tee: own, gpu, handler, peerPod, reasons } = declared(name, readable ? {} : undefined);
        assert.equal(group, tee ? 'confidential' : name === 'kata-remote' ? 'unknown' : 'kata');
        assert.equal(own, tee);
        assert.equal(gpu ?? false, name.includes('nvidia-gpu'));
        assert.equal(handler, name);
        assert.equal(peerPod, name === 'kata-remote');
        assert.equal(reasons[0]?.includes('has to do'), !readable);
      });

  for (const [name, handler, expected] of [
    ['kata', 'kata', 'kata'],
    ['kata', 'kata-qemu-snp', 'confidential amd-sev-snp'],
    ['kata-cc', 'kata-tdx', 'confidential intel-tdx'],
    ['kata-cc', 'kata-snp', 'confidential amd-sev-snp'],
    ['kata-cc', 'kata-se', 'confidential ibm-secure-execution'],
    ['kata-cc', 'kata-cc-intel', 'confidential intel-tdx'],
    ['kata-cc', 'kata-cc-amd', 'confidential amd-sev-snp'],
    ['kata-cc-nvidia-gpu', 'kata-snp-nvidia-gpu', 'confidential amd-sev-snp gpu'],
    ['kata-cc-nvidia-gpu', 'kata-tdx-nvidia-gpu', 'confidential intel-tdx gpu'],
    ['kata-nvidia-gpu', 'kata-nvidia-gpu', 'kata gpu'],
    ['kata-vm-isolation', 'kata', 'kata'],
    ['kata-mshv-vm-isolation', 'kata', 'kata'],
    ['kata-cc-isolation', 'kata-cc', 'confidential amd-sev-snp'],
    ['c', 'contrast-cc-metal-qemu-snp-0a1b2c3d', 'confidential amd-sev-snp'],
    ['c', 'contrast-cc-metal-qemu-tdx-gpu-0a1b2c3d', 'confidential intel-tdx gpu'],
    ['c', 'contrast-cc-aks-clh-snp-0a1b2c3d', 'confidential amd-sev-snp'],
    ['c', 'contrast-cc-something-else', 'unknown'],
    ['c', 'contrast-insecure-metal-qemu-0a1b2c3d', 'kata'],
    ['runv', 'runv', 'kata'],
    ['kata-qemu-snp-blue', 'kata-qemu-snp-blue', 'confidential amd-sev-snp'],
    ['kata-qemu-snp-debug', 'kata-qemu-snp-debug', 'confidential amd-sev-snp'],
    ['kata-qemu-blue', 'kata-qemu-blue', 'unknown'],
    ['kata-qemu-sgx', 'kata-qemu-sgx', 'unknown'],
    ['kata-mine', 'kata-mine', 'unknown'],
    ['gvisor', 'runsc', 'none'],
    ['nvidia', 'nvidia', 'none'],
    ['confidential-vm', 'runc', 'none'],
  ] as const)
    it(`RuntimeClass ${name} with handler ${handler}: ${expected}`, () => {
      assert.equal(short(declared(name, { handler })), expected);
    });

  for (const [name, expected, handler] of [
    ['kata-cc', 'confidential', undefined],
    ['kata-cc-nvidia-gpu', 'confidential gpu', undefined],
    ['kata-cc-isolation', 'confidential amd-sev-snp', 'kata-cc'],
    ['kata-vm-isolation', 'kata', 'kata'],
    ['kata-mine', 'unknown', 'kata-mine'],
    ['gvisor', 'none', 'gvisor'],
    ['toString', 'none', 'toString'],
  ] as const)
    it(`RuntimeClass ${name}, by its name alone: ${expected}`, () => {
      const found = declared(name);
      assert.equal(short(found), expected);
      assert.equal(found.handler, handler);
    });

  it('is told by nodes that the class asks for, where its handler is unknown', () => {
    const nodeSelector = { 'katacontainers.io/kata-runtime': 'true' };
    const snp = { 'amd.feature.node.kubernetes.io/snp': 'true' };
    assert.equal(short(declared('c', { handler: 'mine', nodeSelector })), 'unknown');
    assert.equal(short(declared('c', { handler: 'mine', nodeSelector: snp })), 'unknown amd-sev-snp');
    assert.equal(
      short(declared('c', { handler: 'mine', overhead: { 'tdx.intel.com/keys': '1' } })),
      'unknown intel-tdx',
    );
    assert.equal(short(declared('c', { handler: 'mine', nodeSelector: { disk: 'ssd' } })), 'none');
  });

  for (const [what, fields] of [
    ['a label', { nodeSelector: { 'intel.feature.node.kubernetes.io/tdx': 'true' } }],
    ['a label of NFD', { nodeSelector: { 'feature.node.kubernetes.io/cpu-security.tdx.enabled': 'true' } }],
    ["OpenShift's label", { nodeSelector: { 'ibm.feature.node.kubernetes.io/se': 'true' } }],
    ['keys', { overhead: { 'tdx.intel.com/keys': '1' } }],
  ] as const)
    it(`does not believe a handler for one TEE in a class that asks for another by ${what}`, () => {
      const { group, reasons } = declared('kata-qemu-snp', fields);
      assert.equal(group, 'unknown');
      assert.match(
        reasons[1] ?? '',
        /^The handler is for AMD SEV-SNP, but the class asks for nodes with (?:Intel TDX|IBM)/,
      );
    });

  it('believes a handler whose class asks for the same TEE', () => {
    const { group, reasons } = declared('kata-qemu-snp', {
      nodeSelector: {
        'amd.feature.node.kubernetes.io/snp': 'true',
        'intel.feature.node.kubernetes.io/tdx': 'false',
      },
      overhead: { memory: '2Gi', 'sev-snp.amd.com/esids': '1' },
    });
    assert.equal(group, 'confidential');
    assert.deepEqual(reasons, [
      'RuntimeClass kata-qemu-snp, handler kata-qemu-snp.',
      'Declared: AMD SEV-SNP. Only attestation proves it.',
    ]);
  });

  it('names the TEE that a peer pod may have, and a peer pod by what its container asks for', () => {
    const peer = { containers: [{ name: 'a', resources: { limits: { 'kata.peerpods.io/vm': '1' } } }] };
    const found = declared('mine', { handler: 'kata-mine' }, { spec: peer });
    assert.equal(found.peerPod, true);
  });

  for (const [className, expected] of [
    [undefined, 'promise'],
    ['kata-qemu', 'promise'],
    ['kata-qemu-coco-dev', 'promise'],
    ['gvisor', 'promise'],
    ['kata-qemu-snp', 'confidential amd-sev-snp'],
    ['kata-remote', 'unknown'],
  ] as const)
    it(`promises a TEE under ${className ?? 'no RuntimeClass'}: ${expected}`, () => {
      const found = declared(className, {}, { labels: { 'app.kubernetes.io/name': 'confidential-db' } });
      assert.equal(short(found), expected);
      assert.equal(
        found.reasons.some((each) =>
          each.startsWith('"app.kubernetes.io/name: confidential-db" promises a TEE'),
        ),
        expected === 'promise',
      );
    });

  it('takes no promise from what only runs beside Confidential Containers', () => {
    for (const namespace of [
      'confidential-containers-system',
      'kata-containers',
      'coco',
      'trustee-operator-system',
    ])
      assert.equal(podRecord(pod('web', { namespace })), undefined, namespace);
    assert.equal(podRecord(pod('web', { namespace: 'confidential' }))?.promise, 'confidential');
    assert.equal(podRecord(pod('web-tdx-0'))?.promise, 'web-tdx-0');
    assert.equal(podRecord(pod('web', { labels: { confidential: 'false' } })), undefined);
  });
});

describe('drift of a RuntimeClass', () => {
  const kata = { 'katacontainers.io/kata-runtime': 'true' };
  const shipped = { memory: '2Gi', cpu: '1' };

  it('is none where the values are those of the release, however written', () => {
    const fields = { kataVersion: '4.1.0', nodeSelector: kata };
    assert.deepEqual(driftOf(kept('kata-qemu-snp', { ...fields, overhead: shipped })), []);
    assert.deepEqual(
      driftOf(kept('kata-qemu-snp', { ...fields, overhead: { memory: '2048Mi', cpu: '1000m' } })),
      [],
    );
    assert.deepEqual(
      driftOf(kept('kata-qemu', { ...fields, overhead: { memory: '320Mi', cpu: '0.25' } })),
      [],
    );
  });

  it('is told by the release that the class is from', () => {
    const overhead = { memory: '160Mi', cpu: '250m' };
    assert.deepEqual(driftOf(kept('kata-qemu', { kataVersion: '3.32.0', overhead, nodeSelector: kata })), []);
    assert.deepEqual(driftOf(kept('kata-qemu', { kataVersion: '4.1.0', overhead, nodeSelector: kata })), [
      'Its overhead for memory is 160Mi; Kata ships 320Mi.',
    ]);
    assert.deepEqual(driftOf(kept('kata-qemu', { overhead, nodeSelector: kata })), []);
    assert.deepEqual(driftOf(kept('kata-qemu', { kataVersion: 'latest', overhead })), []);
  });

  it('names what is missing', () => {
    assert.deepEqual(driftOf(kept('kata-qemu-snp', { kataVersion: newest, overhead: { memory: '1Gi' } })), [
      'Its overhead for memory is 1Gi; Kata ships 2048Mi.',
      'It has no overhead for cpu; Kata ships 1.0.',
      'It does not ask for nodes with katacontainers.io/kata-runtime=true: pods may land where Kata is not installed.',
    ]);
  });

  it('is nothing to speak of for other distributions and custom runtimes', () => {
    for (const handler of ['kata-cc', 'contrast-cc-metal-qemu-snp', 'kata-mine', 'kata-qemu-blue', 'runsc'])
      assert.deepEqual(driftOf(kept('c', { handler, kataVersion: newest })), [], handler);
  });

  for (const [text, value] of [
    ['250m', 0.25],
    ['0.25', 0.25],
    ['300m', 0.3],
    ['1', 1],
    ['1.0', 1],
    ['160Mi', 167_772_160],
    ['2Gi', 2_147_483_648],
    ['2G', 2_000_000_000],
    ['1k', 1_000],
    ['', NaN],
    ['1Xi', NaN],
    ['-1', NaN],
    ['1 Gi', NaN],
  ] as const)
    it(`reads the quantity "${text}"`, () => {
      assert.equal(quantity(text), value);
    });
});
