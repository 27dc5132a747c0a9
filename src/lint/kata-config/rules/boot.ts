/** What the guest boots from, and the memory it starts with. */
import { t } from '../../../text';
import type { Severity } from '../../finding';
import type { Rule } from '../../rule';
import type { Entry, KataConfig } from '../model';
import { offer, remove, set } from './edits';
import { kata, type ConfigFamily, type Report } from './family';
import { goQemu, rsBoot, rsFile } from './samples';
import { hypervisorTables, later, seeAlso, since, type Table } from './table';

/** How bad it is to have image and initrd, or neither; absent: no check. `imageOnly`: an initrd does not count. */
interface BootNeeds {
  readonly both?: Severity;
  readonly neither?: Severity;
  readonly imageOnly?: boolean;
}

const needs: Readonly<Record<'go' | 'rs', Readonly<Record<string, BootNeeds>>>> = {
  go: {
    qemu: { both: 'warning', neither: 'warning' },
    clh: { both: 'warning', neither: 'error' },
    firecracker: { both: 'warning', neither: 'warning' },
    stratovirt: { both: 'error', neither: 'error' },
    acrn: { neither: 'error', imageOnly: true },
  },
  rs: {
    qemu: { both: 'error', neither: 'error' },
    clh: { both: 'error', neither: 'error' },
    dragonball: { both: 'error', neither: 'error' },
    firecracker: { both: 'error', neither: 'error', imageOnly: true },
    openvmm: { both: 'error' },
  },
};

const consequence = (config: KataConfig, severity: Severity): string =>
  severity === 'error' ? t('{0} refuses the file', kata(config)) : t('the sandbox does not start');

/** IBM Secure Execution: kernel, initrd and parameters are one encrypted file, named by `kernel`. */
function isSecureExecution(table: Table): boolean | undefined {
  if (table.hypervisor !== 'qemu') return false;
  const { config } = table;
  const confidential = table.flag('confidential_guest');
  if (confidential !== true) return confidential;
  if (config.target.runtime === 'go') {
    const machine = table.text('machine_type');
    return machine === undefined ? undefined : machine === 's390-ccw-virtio';
  }
  const driver = table.text('vm_rootfs_driver');
  return driver === undefined ? undefined : driver.endsWith('ccw') && since(config, '3.15.0');
}

function checkBootImage(table: Table, report: Report): void {
  const { config } = table;
  const need = needs[config.target.runtime][table.hypervisor];
  const secure = isSecureExecution(table);
  if (!need || secure === undefined) return;
  const entries = [table.entry('image'), table.entry('initrd')].filter((entry) => entry !== undefined);
  const [image, initrd] = [table.text('image'), table.text('initrd')];
  if (secure && config.target.runtime === 'go') {
    for (const entry of entries.filter(({ name }) => table.text(name) !== '')) {
      report(
        'toml-boot-image',
        entry.file,
        entry.key.span,
        t(
          'Secure Execution boots from the encrypted file that kernel names: with {0} the sandbox does not start. Remove it.',
          entry.name,
        ),
        { severity: 'warning', fixes: [remove(entry, true)] },
      );
    }
    return;
  }
  const [first, second] = entries;
  if (first && second && need.both && image !== '' && initrd !== '') {
    // two values that are not known yet are two values all the same
    if (image === undefined || initrd === undefined) return;
    const last = later(config, first, second);
    const other = last === first ? second : first;
    report(
      'toml-boot-image',
      last.file,
      last.key.span,
      t(
        'A guest boots from an image or an initrd, not both: {0}. Remove one of them.',
        consequence(config, need.both),
      ),
      {
        severity: need.both,
        related: [seeAlso(other, t('{0} is set here.', other.name))],
        fixes: [remove(last)],
      },
    );
    return;
  }
  const dragonballImage =
    config.target.runtime === 'rs' && table.hypervisor === 'dragonball' && !since(config, '3.8.0');
  const imageOnly = need.imageOnly === true || dragonballImage;
  if (!need.neither || secure || image !== '' || (!imageOnly && initrd !== '')) return;
  missingImage(table, need.neither, imageOnly, entries, report);
}

function missingImage(
  table: Table,
  usual: Severity,
  imageOnly: boolean,
  entries: readonly Entry[],
  report: Report,
): void {
  const { config, section } = table;
  const confidential = table.flag('confidential_guest') === true && table.hypervisor === 'qemu';
  const severity = confidential && usual === 'warning' ? 'information' : usual;
  const [entry] = entries;
  const file = entry?.file ?? section?.file;
  const span =
    (entry && (table.text(entry.name) === '' ? entry.value.span : entry.key.span)) ?? section?.span;
  if (!file || !span) return;
  const machine =
    config.target.runtime === 'go'
      ? 'machine_type = "s390-ccw-virtio"'
      : 'vm_rootfs_driver = "virtio-blk-ccw"';
  const message = confidential
    ? t(
        'Neither image nor initrd is set: only IBM Secure Execution ({0}) boots without, else {1}.',
        machine,
        consequence(config, usual),
      )
    : imageOnly
      ? t('{0} boots from image, which is not set: {1}.', table.hypervisor, consequence(config, severity))
      : t(
          "Neither image nor initrd is set: {0}. Set image to the guest image's path.",
          consequence(config, severity),
        );
  report('toml-boot-image', file, span, message, { severity });
}

function checkPaths(table: Table, report: Report): void {
  const { config, hypervisor } = table;
  const { runtime } = config.target;
  const place = table.place('path');
  if (place && table.text('path') === '') {
    const message = t(
      '{0} has no default path: {1} refuses the file. Set path to its program.',
      hypervisor,
      kata(config),
    );
    const other = t(
      "Without path the Go runtime starts QEMU's program as {0}. Set path to that of {0}.",
      hypervisor,
    );
    if (runtime === 'rs' && ['firecracker', 'openvmm'].includes(hypervisor))
      report('toml-missing-path', place.file, place.span, message);
    else if (runtime === 'go' && ['clh', 'firecracker', 'stratovirt', 'acrn'].includes(hypervisor))
      report('toml-missing-path', place.file, place.span, other, { severity: 'warning' });
  }
  const kernel = table.place('kernel');
  const needed = runtime === 'rs' && ['qemu', 'clh', 'dragonball', 'firecracker'].includes(hypervisor);
  if (kernel && needed && table.text('kernel') === '') {
    report(
      'toml-missing-path',
      kernel.file,
      kernel.span,
      t(
        'Without kernel runtime-rs looks for a file in the directory it was started in. Set kernel to the path of the guest kernel.',
      ),
      { severity: 'warning' },
    );
  }
}

/** `MIN_*_MEMORY_SIZE_MB` in src/libs/kata-types/src/config/default.rs@4.1.0. */
const minMemory: Readonly<Record<string, number>> = {
  qemu: 64,
  clh: 64,
  dragonball: 64,
  firecracker: 128,
  remote: 64,
  openvmm: 64,
};

function checkMemory(table: Table, report: Report): void {
  const { config, hypervisor } = table;
  const size = table.number('default_memory');
  const minimum = minMemory[hypervisor] ?? 0;
  const place = table.place('default_memory');
  // 0 stands for the default, which OpenVMM does not have
  const none = size === 0 && hypervisor === 'openvmm';
  if (place && size !== undefined && (none || (size > 0 && size < minimum))) {
    const given = none ? t('and has no default') : t('not {0}', String(size));
    report(
      'toml-memory-too-small',
      place.file,
      place.span,
      t(
        '{0} needs a default_memory of at least {1} MiB, {2}; {3} refuses the file.',
        hypervisor,
        String(minimum),
        given,
        kata(config),
      ),
      offer(set(table, place.file, 'default_memory', none ? '2048' : String(minimum))),
    );
  }
  const slots = table.place('memory_slots');
  if (slots && hypervisor === 'firecracker' && table.number('memory_slots') === 0) {
    report(
      'toml-memory-slots',
      slots.file,
      slots.span,
      t(
        'firecracker has no default for memory_slots: {0} refuses the file. Set it, usually to 10.',
        kata(config),
      ),
      offer(set(table, slots.file, 'memory_slots', '10')),
    );
  }
}

const rules: readonly Rule[] = [
  {
    id: 'toml-boot-image',
    summary: 'The guest boots from an image or an initrd: one of them, not both',
    severity: 'error',
    about:
      'runtime-rs refuses a file with both or neither; its Firecracker needs `image`, and OpenVMM may have neither. In the Go runtime Cloud Hypervisor and StratoVirt are checked when the file is loaded, QEMU and Firecracker when the sandbox starts. IBM Secure Execution is the exception: its kernel file holds everything, and the Go runtime then wants neither key.',
    bad: { text: '[hypervisor.qemu]\nimage = "/a"\n«initrd» = "/i"\nshared_fs = "none"\n' },
    good: { text: goQemu },
    source:
      'src/runtime/virtcontainers/hypervisor_config_linux.go@4.1.0, src/runtime/pkg/katautils/config.go@4.1.0, src/libs/kata-types/src/config/hypervisor@4.1.0 (validate)',
  },
  {
    id: 'toml-missing-path',
    summary: 'A program or kernel has no usable default and is not set',
    severity: 'error',
    about:
      'In runtime-rs `path` has no default for Firecracker and OpenVMM, and the default of `kernel` is a name in the working directory. In the Go runtime the default of `path` is QEMU, whatever the hypervisor.',
    bad: {
      runtime: 'rs',
      text: rsFile('firecracker', `${rsBoot}memory_slots = 10`).replace(
        'hypervisor.firecracker',
        '«hypervisor.firecracker»',
      ),
    },
    good: { runtime: 'rs', text: rsFile('firecracker', `path = "/f"\n${rsBoot}memory_slots = 10`) },
    source:
      'src/libs/kata-types/src/config/hypervisor/firecracker.rs@4.1.0, src/libs/kata-types/src/config/default.rs@4.1.0, src/runtime/pkg/katautils/config.go@4.1.0 (path)',
  },
  {
    id: 'toml-memory-slots',
    summary: 'Firecracker of runtime-rs needs memory_slots',
    severity: 'error',
    about:
      'Every other hypervisor of runtime-rs has a default for `memory_slots`. For Firecracker an absent key counts as 0, which is refused.',
    bad: { runtime: 'rs', text: rsFile('firecracker', `path = "/f"\n${rsBoot}memory_slots = «0»`) },
    good: { runtime: 'rs', text: rsFile('firecracker', `path = "/f"\n${rsBoot}memory_slots = 10`) },
    source: 'src/libs/kata-types/src/config/hypervisor/mod.rs@4.1.0 (MemoryInfo::validate)',
  },
  {
    id: 'toml-memory-too-small',
    summary: 'The guest gets less memory than the hypervisor takes',
    severity: 'error',
    about:
      'runtime-rs refuses a `default_memory` below 64 MiB (Firecracker: 128). 0 stands for a default of 128 MiB; OpenVMM has none. The Go runtime takes 2048 MiB for anything below 256.',
    bad: { runtime: 'rs', text: rsFile('qemu', `${rsBoot}default_memory = «32»`) },
    good: { runtime: 'rs', text: rsFile('qemu', `${rsBoot}default_memory = 2048`) },
    source: 'src/libs/kata-types/src/config/default.rs@4.1.0',
  },
];

export const bootFamily: ConfigFamily = {
  rules,
  check(config, report) {
    for (const table of hypervisorTables(config)) {
      checkBootImage(table, report);
      checkPaths(table, report);
      if (config.target.runtime === 'rs') checkMemory(table, report);
    }
  },
};
