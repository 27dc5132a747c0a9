/** VM templates and the VM cache of the Go runtime. */
import { t } from '../../../text';
import type { KataConfig } from '../model';
import { change, offer, set } from './edits';
import { kata, type ConfigFamily, type Report } from './family';
import { goQemu } from './samples';
import { hypervisorTables, since, Table } from './table';

function checkFactory(config: KataConfig, report: Report): void {
  const tables = hypervisorTables(config);
  const factory = new Table(config, ['factory']);
  const [table] = tables;
  if (config.target.runtime !== 'go' || !table) return;
  const cache = factory.entry('vm_cache_number');
  const number = factory.number('vm_cache_number');
  if (
    cache &&
    number !== undefined &&
    number !== 0 &&
    tables.every(({ hypervisor }) => hypervisor !== 'qemu')
  ) {
    report(
      'toml-vm-template',
      cache.file,
      cache.value.span,
      t('Only QEMU has a VM cache: with {0} {1} refuses the file. Set 0.', table.hypervisor, kata(config)),
      { fixes: [change(cache.value.span, '0', true)] },
    );
  }
  const template = factory.entry('enable_template');
  if (!template || factory.flag('enable_template') !== true) return;
  const off = change(template.value.span, 'false');
  if (!since(config, '3.32.0') && tables.every((each) => each.text('initrd') === '')) {
    report(
      'toml-vm-template',
      template.file,
      template.value.span,
      t(
        'VM templates need a guest that boots from an initrd: without initrd {0} refuses the file.',
        kata(config),
      ),
      { fixes: [off] },
    );
    return;
  }
  for (const each of tables) {
    const templates = each.hypervisor === 'qemu' || (each.hypervisor === 'clh' && since(config, '3.32.0'));
    const sharing = each.text('shared_fs');
    if (!templates || sharing === undefined || !['', 'virtio-fs', 'virtio-fs-nydus'].includes(sharing))
      continue;
    report(
      'toml-vm-template',
      template.file,
      template.value.span,
      t(
        'VM templates do not work with {0}: the sandbox does not start. Set shared_fs = "none".',
        sharing === '' ? t('virtio-fs, the default of shared_fs') : sharing,
      ),
      { severity: 'warning', ...offer(set(each, template.file, 'shared_fs', '"none"'), off) },
    );
  }
}

export const templateFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-vm-template',
      summary: 'VM templates or the VM cache do not work with the rest of the configuration',
      severity: 'error',
      about:
        '`enable_template` needs an `initrd` up to 3.31.0, or the Go runtime refuses the file; with virtio-fs, which is the default of `shared_fs`, no sandbox starts, because restored guests have private memory. `vm_cache_number` works with QEMU only.',
      bad: { version: '3.30.0', text: `${goQemu}[factory]\nenable_template = «true»\n` },
      good: {
        version: '3.30.0',
        text: '[hypervisor.qemu]\ninitrd = "/i"\nshared_fs = "none"\n[factory]\nenable_template = true\n',
      },
      source:
        'src/runtime/pkg/katautils/config.go@3.31.0 (checkFactoryConfig), src/runtime/virtcontainers/qemu.go@4.1.0, src/runtime/virtcontainers/clh.go@4.1.0',
    },
  ],
  check: checkFactory,
};
