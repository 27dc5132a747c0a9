/** Files of this host that the configuration names. Silent where the caller does not look at the host. */
import type { Span } from '../../../documents';
import { t } from '../../../text';
import { text } from '../model';
import type { ConfigFamily } from './family';
import { hypervisorTables, Table } from './table';

/**
 * Keys whose file the loader wants to be there, or that the sandbox cannot start without.
 * Sources: the path functions in src/runtime/pkg/katautils/config.go@4.1.0, resolve_path! and validate_path! in
 * src/libs/kata-types/src/config@4.1.0.
 */
const paths = {
  go: ['path', 'jailer_path', 'kernel', 'image', 'initrd', 'firmware', 'firmware_volume', 'virtio_fs_daemon'],
  rs: [
    ...['path', 'jailer_path', 'ctlpath', 'kernel', 'image', 'initrd', 'firmware', 'virtio_fs_daemon'],
    ...['entropy_source', 'prefetch_list_path'],
  ],
} as const;

export const hostFamily: ConfigFamily = {
  rules: [
    {
      id: 'toml-missing-file',
      summary: 'A file that the configuration names is not on this host',
      severity: 'warning',
      about:
        'Kata refuses a configuration whose kernel, image, firmware or program is missing, and starts no sandbox without the virtio-fs daemon. Only looked at where the workbench runs on the host that the file is for, and only for absolute paths.',
      bad: { text: '[hypervisor.qemu]\nimage = «"/missing/kata-containers.img"»\nshared_fs = "none"\n' },
      good: {
        text: '[hypervisor.qemu]\nimage = "/opt/kata/share/kata-containers/kata-containers.img"\nshared_fs = "none"\n',
      },
      source: 'src/runtime/pkg/katautils/utils.go@4.1.0 (ResolvePath), src/libs/kata-types/src/config@4.1.0',
    },
  ],
  check(config, report) {
    const { fileExists } = config.options;
    const { runtime } = config.target;
    if (!fileExists) return;
    const runtimeTable = new Table(config, ['runtime']);
    const check = (table: Table, name: string, path: string | undefined, span: Span | undefined): void => {
      const file = table.entry(name)?.file;
      if (!file || !span || !path?.startsWith('/') || fileExists(path)) return;
      report(
        'toml-missing-file',
        file,
        span,
        t('{0} is not on this host. Install it, or correct {1}.', path, name),
      );
    };
    for (const table of hypervisorTables(config)) {
      const sharing = table.text('shared_fs') ?? 'none';
      const daemon =
        ['virtio-fs', 'virtio-fs-nydus'].includes(sharing) || (runtime === 'go' && sharing === '');
      for (const name of paths[runtime]) {
        const entry = table.entry(name);
        if (name !== 'virtio_fs_daemon' || daemon) check(table, name, text(entry), entry?.value.span);
      }
      for (const { value, span } of table.texts('pflashes')) check(table, 'pflashes', value, span);
    }
    for (const { value, span } of runtimeTable.texts('sandbox_bind_mounts')) {
      const path = runtime === 'rs' ? value.replace(/:r[ow]$/, '') : value;
      check(runtimeTable, 'sandbox_bind_mounts', path, span);
    }
  },
};
