import assert from 'node:assert/strict';
import type { Status } from '../../../src/host';
import { gpu } from '../../../src/host/checks/gpu';
import { checksOf, cpuinfo, denied, folder, running, type Files } from './tee-machines';

const metal = cpuinfo('AuthenticAMD', 25, 17, 'AMD EPYC 9354', 'svm');
const snp: Files = { '/sys/module/kvm_amd/parameters/sev_snp': 'Y\n' };
const device = (address: string, id: string, driver?: string, kind = '30200'): Files => ({
  [`/sys/bus/pci/devices/${address}/uevent`]: `${driver === undefined ? '' : `DRIVER=${driver}\n`}PCI_CLASS=${kind}\nPCI_ID=${id}\nPCI_SUBSYS_ID=10DE:1999\n`,
});
const first = '0000:21:00.0';

const cases: readonly (readonly [
  name: string,
  files: readonly Files[],
  status: Status,
  says: RegExp,
  command?: RegExp,
])[] = [
  ['none', [{ '/sys/bus/pci/devices': folder }], 'not-applicable', /no GPU of NVIDIA/],
  ['no PCI at all', [], 'not-applicable', /no GPU of NVIDIA/],
  ['not to be seen', [{ '/sys/bus/pci/devices': denied }], 'unknown', /can't be read/],
  [
    'one of another maker',
    [device(first, '1002:74A1', 'amdgpu', '38000')],
    'not-applicable',
    /no GPU of NVIDIA/,
  ],
  [
    'an NVSwitch is no GPU',
    [device(first, '10DE:22A3', 'vfio-pci', '68000')],
    'not-applicable',
    /no GPU of NVIDIA/,
  ],
  [
    'one without a confidential mode',
    [device(first, '10DE:2684', 'nvidia', '30000')],
    'not-applicable',
    /not known to have/,
  ],
  ['H100 without a TEE on the host', [device(first, '10DE:2330', 'vfio-pci')], 'warning', /neither shows/],
  [
    'H100 in the hands of the host',
    [snp, device(first, '10DE:2330', 'nvidia')],
    'warning',
    /Not bound to vfio-pci.*0000:21:00\.0/,
    /driverctl set-override 0000:21:00\.0 vfio-pci/,
  ],
  ['H100 without a driver', [snp, device(first, '10DE:2330')], 'warning', /Not bound to vfio-pci/],
  [
    'H100 for guests',
    [snp, device(first, '10DE:2330', 'vfio-pci')],
    'unknown',
    /1 GPU of Hopper.*stands in no file/,
    /--gpu-bdf=0000:21:00\.0 --query-cc-mode/,
  ],
  [
    'B200s for guests',
    [snp, device(first, '10DE:2901', 'vfio-pci'), device('0000:22:00.0', '10de:2901', 'vfio-pci')],
    'unknown',
    /2 GPUs of Blackwell \(B200\)/,
  ],
  ['RTX PRO 6000', [snp, device(first, '10DE:2BB5', 'vfio-pci', '30000')], 'unknown', /RTX PRO 6000/],
];

describe('Confidential GPUs', () => {
  for (const [name, files, status, says, command] of cases)
    it(name, async () => {
      const check = (await checksOf(gpu, running, metal, ...files)).get('gpu.confidential');
      assert.equal(check?.status, status, check?.detail);
      assert.match(check.detail, says);
      if (command) assert.match(check.fix?.command ?? '', command);
    });

  it('in a VM, its driver is asked', async () => {
    const vm = cpuinfo('AuthenticAMD', 25, 17, 'AMD EPYC 9V84', 'hypervisor');
    const check = (await checksOf(gpu, running, vm, device(first, '10DE:2331', 'nvidia'))).get(
      'gpu.confidential',
    );
    assert.equal(check?.status, 'unknown');
    assert.equal(check.fix?.command, 'nvidia-smi conf-compute -f');
  });
});
