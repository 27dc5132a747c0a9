import assert from 'node:assert/strict';
import {
  classifyHandler,
  distributionClass,
  distributionClasses,
  nodeLabels,
  runtimeClass,
  runtimeClasses,
  runtimeClassIn,
  teeKeys,
  teeLabels,
} from '../../../src/knowledge';

const line = (handler: string): string => {
  const { origin, confidential, tee, gpu, variant } = classifyHandler(handler);
  return [origin, confidential, tee ?? '-', ...(gpu ? ['gpu'] : []), ...(variant ? [variant] : [])].join(' ');
};

describe('Handlers', () => {
  const cases: Readonly<Record<string, string>> = {
    'kata-qemu': 'upstream no -',
    'kata-qemu-coco-dev': 'upstream no -',
    'kata-qemu-snp-runtime-rs': 'upstream yes amd-sev-snp',
    'kata-qemu-nvidia-gpu-tdx': 'upstream yes intel-tdx gpu',
    'kata-remote': 'upstream unknown -',
    'kata-qemu-debug': 'variant no - debug',
    'kata-qemu-tdx-devkit': 'variant yes intel-tdx devkit',
    'kata-qemu-snp-blue': 'suffixed yes amd-sev-snp',
    'kata-qemu-snp-blue-debug': 'suffixed yes amd-sev-snp debug',
    'kata-qemu-numa': 'suffixed unknown -',
    'kata-qemu-sgx': 'never unknown -',
    'kata-clh-tdx': 'never unknown -',
    kata: 'distribution no -',
    'kata-cc': 'distribution yes amd-sev-snp',
    'kata-snp': 'distribution yes amd-sev-snp',
    'kata-tdx-nvidia-gpu': 'distribution yes intel-tdx gpu',
    'contrast-cc-metal-qemu-tdx-0a1b2c3d': 'distribution yes intel-tdx',
    'contrast-cc-k3s-qemu-snp-gpu': 'distribution yes amd-sev-snp gpu',
    'contrast-insecure-metal-qemu': 'distribution no -',
    'contrast-cc': 'distribution unknown -',
    'kata-mine': 'custom unknown -',
    'kata-fcx': 'custom unknown -',
    runc: 'foreign unknown -',
    katacomb: 'foreign unknown -',
    'enclave-cc': 'foreign unknown -',
    constructor: 'foreign unknown -',
    '': 'foreign unknown -',
  };
  for (const [handler, expected] of Object.entries(cases))
    it(`"${handler}" is ${expected}`, () => {
      assert.equal(line(handler), expected);
    });

  it('of every upstream class are upstream, and replacements exist', () => {
    for (const { name, replacement } of runtimeClasses().values()) {
      assert.equal(classifyHandler(name).origin, 'upstream', name);
      if (replacement !== undefined) assert.ok(runtimeClass(replacement), name);
    }
  });

  it("of other distributions' classes are known", () => {
    for (const name of distributionClasses) {
      const { handlers, replacement } = distributionClass(name)!;
      for (const handler of handlers) assert.equal(classifyHandler(handler).origin, 'distribution', handler);
      if (replacement !== undefined) assert.ok(distributionClass(replacement), name);
    }
    assert.equal(distributionClass('toString'), undefined);
  });

  it('have the overhead of the release', () => {
    const memory = (name: string, version: string): string | undefined =>
      runtimeClassIn(runtimeClass(name)!, version)?.overhead.memory;
    assert.deepEqual(
      [memory('kata-qemu', '3.32.0'), memory('kata-qemu', '4.0.0'), memory('kata-qemu-sev', '3.19.0')],
      ['160Mi', '320Mi', undefined],
    );
  });

  it('are placed by labels that exist', () => {
    for (const [tee, label] of Object.entries(teeLabels)) assert.equal(nodeLabels().get(label)?.tee, tee);
    for (const tee of Object.keys(teeKeys)) assert.ok(Object.hasOwn(teeLabels, tee));
  });
});
