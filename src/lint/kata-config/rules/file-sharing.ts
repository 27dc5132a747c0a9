/** How the guest sees the container's files: shared_fs and virtio-fs. */
import { t } from '../../../text';
import { change, offer, set } from './edits';
import { kata, type ConfigFamily, type Report } from './family';
import { rsBoot, rsFile } from './samples';
import { hypervisorTables, type Table } from './table';

/** Where kata-static puts the daemon, in the shipped configurations of all releases. */
const daemon = '"/opt/kata/libexec/virtiofsd"';

function checkGo(table: Table, report: Report): void {
  if (!['qemu', 'clh', 'stratovirt'].includes(table.hypervisor)) return;
  const sharing = table.text('shared_fs');
  if (sharing === undefined || !['', 'virtio-fs', 'virtio-fs-nydus'].includes(sharing)) return;
  if (table.text('virtio_fs_daemon') !== '') return;
  const place = table.entry('virtio_fs_daemon') ? table.place('virtio_fs_daemon') : table.place('shared_fs');
  if (!place) return;
  const shared = sharing === '' ? t('virtio-fs (the default of shared_fs)') : sharing;
  report(
    'toml-virtio-fs-daemon',
    place.file,
    place.span,
    t(
      '{0} needs virtio_fs_daemon; {1} refuses the file. Set the daemon\'s path, or shared_fs = "none".',
      shared,
      kata(table.config),
    ),
    offer(set(table, place.file, 'virtio_fs_daemon', daemon), set(table, place.file, 'shared_fs', '"none"')),
  );
}

function checkRs(table: Table, report: Report): void {
  const cache = table.entry('virtio_fs_cache');
  if (cache && table.text('virtio_fs_cache') === 'none') {
    report(
      'toml-virtio-fs-cache',
      cache.file,
      cache.value.span,
      t(
        'The cache mode "none" is deprecated: Kata takes "never" for it, and will refuse it one day. Write "never".',
      ),
      { tags: ['deprecated'], fixes: [change(cache.value.span, '"never"', true)] },
    );
  }
  if (!table.config.complete || table.config.get(table.path, 'shared_fs')) return;
  const [first] = ['virtio_fs_daemon', 'virtio_fs_cache', 'virtio_fs_cache_size', 'virtio_fs_is_dax'].flatMap(
    (name) => table.entry(name) ?? [],
  );
  if (!first) return;
  report(
    'toml-shared-fs-absent',
    first.file,
    first.key.span,
    t(
      'Without shared_fs runtime-rs shares no files with the guest, and {0} has no effect. Set shared_fs = "virtio-fs" to share.',
      first.name,
    ),
    offer(set(table, first.file, 'shared_fs', '"virtio-fs"')),
  );
}

export const fileSharingFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-virtio-fs-daemon',
      summary: 'virtio-fs is on, but there is no path to its daemon',
      severity: 'error',
      about:
        'In the Go runtime `shared_fs` is virtio-fs where the key is absent. virtio-fs and virtio-fs-nydus need `virtio_fs_daemon`, or the file is refused. kata-static installs the daemon as `/opt/kata/libexec/virtiofsd`; confidential guests share nothing and set `shared_fs = "none"`.',
      bad: { text: '[«hypervisor.qemu»]\nimage = "/a"\n' },
      good: { text: '[hypervisor.qemu]\nimage = "/a"\nvirtio_fs_daemon = "/opt/kata/libexec/virtiofsd"\n' },
      source: 'src/runtime/pkg/katautils/config.go@4.1.0 (newQemuHypervisorConfig and its siblings)',
    },
    {
      id: 'toml-virtio-fs-cache',
      summary: 'The virtio-fs cache mode none is now called never',
      severity: 'warning',
      about:
        'runtime-rs still takes `none`, warns on every start, and announces that it will go. `never` is the same.',
      bad: {
        runtime: 'rs',
        text: rsFile('qemu', `${rsBoot}shared_fs = "virtio-fs"\nvirtio_fs_cache = «"none"»`),
      },
      good: {
        runtime: 'rs',
        text: rsFile('qemu', `${rsBoot}shared_fs = "virtio-fs"\nvirtio_fs_cache = "never"`),
      },
      source: 'src/libs/kata-types/src/config/hypervisor/mod.rs@4.1.0 (adjust_virtio_fs)',
    },
    {
      id: 'toml-shared-fs-absent',
      summary: 'virtio-fs is configured, but shared_fs is not set',
      severity: 'information',
      about:
        'In runtime-rs an absent `shared_fs` means that nothing is shared; in the Go runtime it means virtio-fs. A file that was taken over from Go can lose its file sharing without a word.',
      bad: { runtime: 'rs', text: rsFile('qemu', `${rsBoot}«virtio_fs_daemon» = "/v"`) },
      good: {
        runtime: 'rs',
        text: rsFile('qemu', `${rsBoot}shared_fs = "virtio-fs"\nvirtio_fs_daemon = "/v"`),
      },
      source: 'src/libs/kata-types/src/config/hypervisor/mod.rs@4.1.0 (SharedFsInfo)',
    },
  ],
  check(config, report) {
    const check = config.target.runtime === 'go' ? checkGo : checkRs;
    for (const table of hypervisorTables(config)) check(table, report);
  },
};
