import assert from 'node:assert/strict';
import { abilitiesOf, nodeRecord, serves, teeList } from '../../../src/cluster/node';
import { record, records } from '../../../src/engines';
import { node } from '../../support/kube-objects';
import { itWithRecordings } from '../../support/recordings';

type Fields = Readonly<Record<string, unknown>>;

const kept = (labels: Fields = {}, status: Fields = {}) => {
  const found = nodeRecord(node('worker-0', labels, status));
  assert.ok(found);
  return found;
};
const abilities = (labels: Fields, status: Fields = {}) => abilitiesOf(kept(labels, status));
const nothing = { tees: [], guest: false, kata: 'no-label' };

describe('nodes of a cluster', () => {
  for (const [label, value, tees] of [
    ['amd.feature.node.kubernetes.io/snp', 'true', ['amd-sev-snp']],
    ['intel.feature.node.kubernetes.io/tdx', 'true', ['intel-tdx']],
    ['ibm.feature.node.kubernetes.io/se', 'true', ['ibm-secure-execution']],
    ['feature.node.kubernetes.io/cpu-security.sev.snp.enabled', 'true', ['amd-sev-snp']],
    ['feature.node.kubernetes.io/cpu-security.tdx.enabled', 'true', ['intel-tdx']],
    ['feature.node.kubernetes.io/cpu-security.se.enabled', 'true', ['ibm-secure-execution']],
    ['amd.feature.node.kubernetes.io/snp', 'false', []],
    ['amd.feature.node.kubernetes.io/snp', '', []],
    ['feature.node.kubernetes.io/cpu-security.sev', 'true', []],
    ['feature.node.kubernetes.io/cpu-security.sev.enabled', 'true', []],
    ['feature.node.kubernetes.io/cpu-security.sgx.enabled', 'true', []],
  ] as const)
    it(`can host ${tees.join() || 'no TEE'} by ${label}=${value}`, () => {
      assert.deepEqual(abilities({ [label]: value }), { ...nothing, tees });
    });

  it('is itself a guest where NFD says protected', () => {
    const labels = { 'feature.node.kubernetes.io/cpu-security.tdx.protected': 'true' };
    assert.deepEqual(abilities(labels), { ...nothing, guest: true });
  });

  it('can host a TEE by what is counted on it, unless there is none of it', () => {
    const status = {
      capacity: {
        cpu: '8',
        'sev-snp.amd.com/esids': '99',
        'tdx.intel.com/keys': '0',
        'nvidia.com/pgpu': '2',
      },
      allocatable: { cpu: '8', 'sev-snp.amd.com/esids': '98', 'tdx.intel.com/keys': '0' },
    };
    assert.deepEqual(abilities({}, status), { ...nothing, tees: ['amd-sev-snp'] });
    assert.deepEqual(kept({}, status).resources, [
      { name: 'sev-snp.amd.com/esids', capacity: '99', allocatable: '98' },
      { name: 'tdx.intel.com/keys', capacity: '0', allocatable: '0' },
      { name: 'nvidia.com/pgpu', capacity: '2', allocatable: '?' },
    ]);
  });

  it('has Kata as kata-deploy says', () => {
    const kata = (value: string) => abilities({ 'katacontainers.io/kata-runtime': value }).kata;
    assert.equal(kata('true'), 'installed');
    assert.equal(kata('false'), 'changing');
    assert.equal(kata('cleanup'), 'changing');
    assert.equal(abilities({}).kata, 'no-label');
  });

  it("has GPUs in the mode that NVIDIA's operator says", () => {
    assert.equal(abilities({ 'nvidia.com/cc.mode.state': 'on' }).gpuMode, 'on');
    assert.equal(abilities({ 'nvidia.com/cc.mode.state': 'off' }).gpuMode, 'off');
    assert.deepEqual(abilities({ 'nvidia.com/cc.capable': 'true' }), nothing);
  });

  it('serves the handlers that its kubelet reports', () => {
    const runtimeHandlers = [{ name: '' }, { name: 'runc' }, { name: 'kata-qemu-snp' }];
    const found = kept({}, { runtimeHandlers });
    assert.deepEqual(found.handlers, ['runc', 'kata-qemu-snp']);
    assert.equal(serves(found, 'kata-qemu-snp'), 'yes');
    assert.equal(serves(found, 'kata-qemu-tdx'), 'no');
    assert.equal(serves(kept(), 'kata-qemu-snp'), 'unknown');
    assert.equal(serves(undefined, 'kata-qemu-snp'), 'unknown');
    assert.equal(serves(kept({}, { runtimeHandlers: [] }), 'kata-qemu-snp'), 'no');
  });

  it('keeps only labels that say something here', () => {
    const labels = {
      'kubernetes.io/hostname': 'worker-0',
      'kata-deploy.katacontainers.io/blue': 'true',
      'nvidia.com/gpu.workload.config': 'vm-passthrough',
      'kubernetes.azure.com/kata-vm-isolation': 'true',
    };
    const expected = Object.fromEntries(Object.entries(labels).slice(1));
    assert.deepEqual(kept(labels).labels, expected);
  });

  it('is ready as its condition says', () => {
    assert.equal(kept().ready, true);
    assert.equal(kept({}, { conditions: [{ type: 'Ready', status: 'Unknown' }] }).ready, false);
    assert.equal(kept({}, { conditions: [] }).ready, false);
  });

  it('names TEEs as people do', () => {
    assert.equal(teeList(['amd-sev-snp', 'intel-tdx']), 'AMD SEV-SNP, Intel TDX');
  });

  itWithRecordings('reads recorded nodes', ['kubernetes/real-node/nodes.json'], (text = '') => {
    const [found] = records(record(JSON.parse(text)).items).flatMap((each) => nodeRecord(each) ?? []);
    assert.equal(found?.ready, true);
    assert.match(found.engine, /^containerd:\/\//);
    assert.equal(found.handlers, undefined);
  });
});
