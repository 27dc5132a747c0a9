import assert from 'node:assert/strict';
import type { Status } from '../../../src/host';
import { cloud } from '../../../src/host/checks/cloud';
import { cloudOf, cloudsDate } from '../../../src/knowledge';
import { checksOf, cpuinfo, running, type Files } from './tee-machines';

const dmi = (values: Readonly<Record<string, string>>): Files =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`/sys/class/dmi/id/${name}`, `${value}\n`]),
  );
const intelVm = cpuinfo('GenuineIntel', 6, 173, 'Intel(R) Xeon(R) 6975P-C', 'hypervisor');
const amdVm = cpuinfo('AuthenticAMD', 25, 1, 'AMD EPYC 7B13', 'hypervisor');
const armVm: Files = { '/proc/cpuinfo': 'CPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: 0xd4f\n' };
const aws = (type: string) => dmi({ sys_vendor: 'Amazon EC2', product_name: type });
const google = dmi({ sys_vendor: 'Google', product_name: 'Google Compute Engine' });
const azure = dmi({
  sys_vendor: 'Microsoft Corporation',
  product_name: 'Virtual Machine',
  chassis_asset_tag: '7783-7084-3265-9085-8269-3286-77',
});
const kvm: Files = { '/dev/kvm': '', '/sys/module/kvm/parameters/kvmclock_periodic_sync': 'Y\n' };

const cases: readonly (readonly [
  name: string,
  files: readonly Files[],
  status: Status,
  says: RegExp,
  command?: RegExp,
])[] = [
  [
    'AWS c8i without nested virtualization',
    [intelVm, aws('c8i.large')],
    'warning',
    /c8i\.large.*not on/,
    /nested-virtualization enabled/,
  ],
  ['AWS m8i-flex', [intelVm, aws('m8i-flex.xlarge')], 'warning', /can have VMs inside/],
  ['AWS c8i with it', [intelVm, aws('c8i.large'), kvm], 'ok', /allows VMs inside/],
  ['AWS m7i', [intelVm, aws('m7i.large')], 'warning', /m7i\.large.*can't have VMs inside/],
  ['AWS r8id is another family', [intelVm, aws('r8id.large')], 'warning', /can't have/],
  [
    'AWS metal',
    [cpuinfo('GenuineIntel', 6, 143, 'Xeon', 'vmx'), aws('m7i.metal-24xl')],
    'ok',
    /bare machine/,
  ],
  [
    'AWS on Xen',
    [intelVm, dmi({ sys_vendor: 'Xen', product_name: 'HVM domU', bios_version: '4.11.amazon' })],
    'warning',
    /Amazon EC2.*can't have/,
  ],
  ['Google with AMD', [amdVm, google], 'warning', /can't have VMs inside/],
  ['Google with Arm', [armVm, google], 'warning', /can't have VMs inside/],
  ['Google with Intel', [intelVm, google], 'unknown', /don't tell which type/, /metadata\.google\.internal/],
  ['Azure', [amdVm, azure], 'unknown', /don't tell which type/, /169\.254\.169\.254/],
  ['Azure with Arm', [armVm, azure], 'warning', /can't have/],
  [
    'Hyper-V without the tag of Azure',
    [intelVm, dmi({ sys_vendor: 'Microsoft Corporation', product_name: 'Virtual Machine' })],
    'not-applicable',
    /No sign of a cloud/,
  ],
  [
    'OpenStack',
    [intelVm, dmi({ sys_vendor: 'OpenStack Foundation', product_name: 'OpenStack Nova' })],
    'unknown',
    /OpenStack/,
  ],
  [
    'a laptop',
    [cpuinfo('GenuineIntel', 6, 140, 'i7', 'vmx'), dmi({ sys_vendor: 'LENOVO' })],
    'not-applicable',
    /./,
  ],
];

describe('Clouds', () => {
  for (const [name, files, status, says, command] of cases)
    it(name, async () => {
      const check = (await checksOf(cloud, running, ...files)).get('cloud');
      assert.equal(check?.status, status, check?.detail);
      assert.match(check.detail, says);
      if (command) assert.match(check.fix?.command ?? '', command);
    });

  it('have a date', () => {
    assert.match(cloudsDate, /^20\d\d-\d\d-\d\d$/);
  });

  it('are not mixed up with members of objects', () => {
    assert.equal(cloudOf({ constructor: 'Amazon EC2' }), undefined);
    assert.equal(cloudOf({}), undefined);
  });
});
