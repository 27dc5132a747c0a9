/** Devices: VFIO and PCIe ports, sector sizes, rate limits. */
import { t } from '../../../text';
import { remove, change } from './edits';
import { kata, type ConfigFamily, type Report } from './family';
import { goQemu, rsBoot, rsFile } from './samples';
import { hypervisorTables, later, seeAlso, since, type Table } from './table';

function checkVfio(table: Table, report: Report): void {
  const hot = table.entry('hot_plug_vfio');
  const cold = table.entry('cold_plug_vfio');
  if (!hot || !cold || !['qemu', 'clh'].includes(table.hypervisor)) return;
  const ports = [table.text('hot_plug_vfio'), table.text('cold_plug_vfio')];
  if (ports.some((port) => port === undefined || port === '' || port === 'no-port')) return;
  const last = later(table.config, hot, cold);
  const other = last === hot ? cold : hot;
  report(
    'toml-vfio-ports',
    last.file,
    last.value.span,
    t(
      'VFIO devices are plugged hot or cold, not both; {0} refuses the file. Set one of the two to "no-port".',
      kata(table.config),
    ),
    {
      related: [seeAlso(other, t('{0} is set here.', other.name))],
      fixes: [change(last.value.span, '"no-port"')],
    },
  );
}

function checkPciePorts(table: Table, report: Report): void {
  const root = table.entry('pcie_root_port');
  const bridge = table.entry('pcie_switch_port');
  const { config } = table;
  if (!root || !bridge || config.target.runtime !== 'rs' || !since(config, '3.17.0')) return;
  // Dragonball takes neither
  if (table.hypervisor === 'dragonball') return;
  if (!((table.number('pcie_root_port') ?? 0) > 0 && (table.number('pcie_switch_port') ?? 0) > 0)) return;
  const last = later(config, root, bridge);
  const other = last === root ? bridge : root;
  report(
    'toml-pcie-ports',
    last.file,
    last.value.span,
    t(
      'A guest has PCIe root ports or switch ports, not both; {0} refuses the file. Set one of the two to 0.',
      kata(config),
    ),
    { related: [seeAlso(other, t('{0} is set here.', other.name))], fixes: [change(last.value.span, '0')] },
  );
}

const isSectorSize = (size: number): boolean =>
  size === 0 || (size >= 512 && size <= 65536 && Number.isInteger(Math.log2(size)));

function checkSectorSizes(table: Table, report: Report): void {
  const { config } = table;
  const names = ['block_device_logical_sector_size', 'block_device_physical_sector_size'] as const;
  const [logical, physical] = names.map((name) => table.entry(name));
  const [logicalSize, physicalSize] = names.map((name) => table.number(name));
  // runtime-rs does not look at the single sizes where block devices are off
  const checked = config.target.runtime === 'go' || table.flag('disable_block_device_use') === false;
  let fine = true;
  for (const entry of [logical, physical]) {
    const size = entry && table.number(entry.name);
    if (!entry || size === undefined || isSectorSize(size)) continue;
    fine = false;
    if (size < 0 || !checked) continue;
    report(
      'toml-sector-size',
      entry.file,
      entry.value.span,
      t(
        'A sector size is 0 (the default) or a power of two from 512 to 65536, not {0}; {1} refuses the file.',
        String(size),
        kata(config),
      ),
      { fixes: [change(entry.value.span, '512')] },
    );
  }
  if (!fine || !logical || !physical || !logicalSize || !physicalSize || logicalSize <= physicalSize) return;
  const last = later(config, logical, physical);
  const other = last === logical ? physical : logical;
  report(
    'toml-sector-size',
    last.file,
    last.value.span,
    t(
      'The logical sector size ({0}) must not be above the physical one ({1}); {2} refuses the file.',
      String(logicalSize),
      String(physicalSize),
      kata(config),
    ),
    {
      related: [seeAlso(other, t('The other size.'))],
      fixes: [change(last.value.span, String(table.number(other.name)))],
    },
  );
}

function checkBursts(table: Table, report: Report): void {
  if (table.config.target.runtime !== 'go') return;
  for (const device of ['disk', 'net']) {
    for (const unit of ['bw', 'ops']) {
      const burst = table.entry(`${device}_rate_limiter_${unit}_one_time_burst`);
      const rate = `${device}_rate_limiter_${unit}_max_rate`;
      if (!burst || !table.number(burst.name) || table.number(rate) !== 0) continue;
      report(
        'toml-rate-limiter-burst',
        burst.file,
        burst.key.span,
        t('{0} has no effect without {1}: set the rate, or remove the burst.', burst.name, rate),
        { tags: ['unnecessary'], fixes: [remove(burst)] },
      );
    }
  }
}

const goConfig = 'src/runtime/pkg/katautils/config.go@4.1.0';
const rsConfig = 'src/libs/kata-types/src/config/hypervisor/mod.rs@4.1.0';

export const deviceFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-vfio-ports',
      summary: 'VFIO devices are both hot-plugged and cold-plugged',
      severity: 'error',
      about:
        'For QEMU and Cloud Hypervisor the Go runtime takes a port for `hot_plug_vfio` or for `cold_plug_vfio`. The other one must be `no-port`, which is its default.',
      bad: { text: `${goQemu}hot_plug_vfio = "root-port"\ncold_plug_vfio = «"root-port"»\n` },
      good: { text: `${goQemu}cold_plug_vfio = "root-port"\n` },
      source: `${goConfig} (checkPCIeConfig)`,
    },
    {
      id: 'toml-pcie-ports',
      summary: 'PCIe root ports and switch ports at the same time',
      severity: 'error',
      about:
        'runtime-rs gives a VM root ports or switch ports: since 3.17.0 it refuses a file in which `pcie_root_port` and `pcie_switch_port` are both above 0.',
      bad: { runtime: 'rs', text: rsFile('qemu', `${rsBoot}pcie_root_port = 2\npcie_switch_port = «2»`) },
      good: { runtime: 'rs', text: rsFile('qemu', `${rsBoot}pcie_root_port = 2`) },
      source: `${rsConfig} (DeviceInfo::validate)`,
    },
    {
      id: 'toml-sector-size',
      summary: 'Not a sector size, or the logical one is above the physical one',
      severity: 'error',
      about:
        'A sector size of a block device is 0 for the default, or a power of two from 512 to 65536. The physical size is at least the logical one. In the Go runtime this holds for QEMU and StratoVirt, which read the keys.',
      bad: { text: `${goQemu}block_device_logical_sector_size = «1000»\n` },
      good: { text: `${goQemu}block_device_logical_sector_size = 4096\n` },
      source: `${goConfig} (validateBlockDeviceSectorSize), ${rsConfig}`,
    },
    {
      id: 'toml-rate-limiter-burst',
      summary: 'A burst without a rate limit has no effect',
      severity: 'information',
      about:
        'A one-time burst is what may pass above the limit. Where the limit is not set, Cloud Hypervisor of the Go runtime drops the burst with a line in the log.',
      bad: {
        text: '[hypervisor.clh]\nimage = "/a"\nshared_fs = "none"\n«net_rate_limiter_bw_one_time_burst» = 1000\n',
      },
      good: {
        text: '[hypervisor.clh]\nimage = "/a"\nshared_fs = "none"\nnet_rate_limiter_bw_max_rate = 1000\nnet_rate_limiter_bw_one_time_burst = 1000\n',
      },
      source: `${goConfig} (getNetRateLimiterBwOneTimeBurst)`,
    },
  ],
  check(config, report) {
    for (const table of hypervisorTables(config)) {
      checkVfio(table, report);
      checkPciePorts(table, report);
      checkSectorSizes(table, report);
      checkBursts(table, report);
    }
  },
};
