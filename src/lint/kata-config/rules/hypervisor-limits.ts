/** Settings that a hypervisor of runtime-rs refuses. */
import type { Severity } from '../../finding';
import { knownIn, type Lifetime } from '../../../knowledge';
import { t } from '../../../text';
import { flag, number, text, type Entry } from '../model';
import { remove } from './edits';
import { kata, type ConfigFamily } from './family';
import { rsBoot, rsFile } from './samples';
import { hypervisorTables } from './table';

/** A key that must stay empty, false or 0. */
interface Limit extends Lifetime {
  readonly key: string;
  readonly why?: () => string;
  readonly severity?: Severity;
}

const jailer: readonly Limit[] = [{ key: 'jailer_path' }, { key: 'valid_jailer_paths' }];
const embedded = (): string => t('it is built into runtime-rs and has no program of its own');
const flat = (): string => t('it has no PCI bridges or ports');
const fixedSize = (): string =>
  t('it takes only the total of the host, which is what counts without the key');

/** The `validate` functions in src/libs/kata-types/src/config/hypervisor/NAME.rs@4.1.0. */
const limits: Readonly<Record<string, readonly Limit[]>> = {
  qemu: [...jailer, { key: 'enable_guest_swap', since: '3.15.0' }],
  clh: jailer,
  dragonball: [
    { key: 'path', why: embedded },
    { key: 'valid_hypervisor_paths', why: embedded },
    { key: 'ctlpath', why: embedded },
    { key: 'valid_ctlpaths', why: embedded },
    { key: 'initrd', until: '3.7.0' },
    { key: 'firmware' },
    { key: 'machine_type' },
    { key: 'pflashes' },
    { key: 'enable_iothreads' },
    { key: 'enable_iommu' },
    { key: 'enable_iommu_platform' },
    { key: 'default_bridges', why: flat },
    { key: 'pcie_root_port', why: flat },
    { key: 'pcie_switch_port', why: flat },
    { key: 'rootless' },
  ],
  remote: [
    { key: 'initrd' },
    { key: 'rootfs_type' },
    { key: 'default_maxmemory', why: fixedSize, severity: 'warning' },
    { key: 'default_maxvcpus', why: fixedSize, severity: 'warning' },
  ],
};

/** Whether the value is more than empty, false or 0; false where the text does not tell. */
const isSet = (entry: Entry): boolean =>
  entry.value.kind === 'array'
    ? entry.value.items.length > 0
    : flag(entry) === true || (text(entry) ?? '') !== '' || (number(entry) ?? 0) > 0;

export const limitFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-unsupported-by-hypervisor',
      summary: 'This hypervisor refuses the setting',
      severity: 'error',
      about:
        'One structure serves all hypervisors of runtime-rs, and each refuses what it has no use for: Dragonball has no program, firmware, IOMMU or PCI bridges; QEMU and Cloud Hypervisor have no jailer; a remote hypervisor has no initrd. The key must be absent, empty, `false` or 0. A warning where the host decides.',
      bad: { runtime: 'rs', text: rsFile('dragonball', `«path» = "/usr/bin/dragonball"\n${rsBoot}`) },
      good: { runtime: 'rs', text: rsFile('dragonball', rsBoot) },
      source: 'src/libs/kata-types/src/config/hypervisor/dragonball.rs@4.1.0 and its siblings (validate)',
    },
  ],
  check(config, report) {
    if (config.target.runtime !== 'rs') return;
    for (const table of hypervisorTables(config)) {
      const name = table.hypervisor;
      for (const { key, why, severity = 'error', ...life } of limits[name] ?? []) {
        const entry = table.entry(key);
        if (!entry || !isSet(entry) || knownIn(life, config.target.version) !== 'yes') continue;
        const consequence =
          severity === 'error'
            ? t('{0} refuses the file', kata(config))
            : t('elsewhere {0} refuses the file', kata(config));
        report(
          'toml-unsupported-by-hypervisor',
          entry.file,
          entry.key.span,
          t(
            '{0} does not take {1}{2}; {3}. Remove it.',
            name,
            key,
            why === undefined ? '' : `: ${why()}`,
            consequence,
          ),
          { severity, fixes: [remove(entry, severity === 'error')] },
        );
      }
    }
  },
};
