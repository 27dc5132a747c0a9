/** Volumes and mounts that behave otherwise in a VM. */
import {
  entriesOf,
  entryAt,
  entryOf,
  itemsOf,
  mapAt,
  nodeAt,
  textAt,
  textOf,
  type YamlMap,
} from '../../../documents';
import { t } from '../../../text';
import { isContrast, kata, since, type KataPod, type PodFamily, type PodReport } from './pod-family';
import { podExample, teeExample } from './pod-samples';

/** The only places below /proc that the agent lets containers mount over. */
const openProc = new Set([
  '/proc/cpuinfo',
  '/proc/diskstats',
  '/proc/meminfo',
  '/proc/stat',
  '/proc/swaps',
  '/proc/uptime',
  '/proc/loadavg',
  '/proc/net/dev',
]);

/** A path without the slashes that do not count. */
const plainPath = (path: string): string => path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');

function checkHostPath({ pod, apart, upstream }: KataPod, report: PodReport): void {
  if (!apart) return;
  for (const volume of pod.volumes) {
    const source = mapAt(volume, 'hostPath');
    const path = entryOf(source, 'path');
    const text = textOf(path?.value);
    // Devices come from the guest, and block devices are plugged in
    if (!path || text === undefined || /^\/dev(?:\/|$)/.test(text)) continue;
    if (/^(?:BlockDevice|CharDevice)$/.test(textAt(source, 'type') ?? '')) continue;
    report(
      'pod-host-path',
      path.value.span,
      upstream?.hypervisor === 'remote'
        ? t(
            "The VM of a peer pod runs elsewhere and can't reach the files of the node. Bring {0} in the image, or fetch it in the guest.",
            text.slice(0, 100),
          )
        : t(
            'Nothing is shared with the host: {0} is copied into the guest when the container starts, and changes on either side stay there. The host sees, and chooses, what is copied.',
            text.slice(0, 100),
          ),
    );
  }
}

/** A volume's source, `emptyDir` or `configMap`. */
const kindOf = (volume: YamlMap | undefined): string | undefined =>
  volume && entriesOf(volume).find(({ key }) => key.value !== 'name')?.key.value;

function checkSubPath(found: KataPod, report: PodReport): void {
  const { pod, apart } = found;
  const volumes = new Map(pod.volumes.map((volume) => [textAt(volume, 'name'), volume]));
  for (const { node } of pod.containers) {
    for (const mount of itemsOf(nodeAt(node, 'volumeMounts'))) {
      const entry = entryOf(mount, 'subPath');
      if (!entry || textOf(entry.value) === undefined) continue;
      const inGuest = kindOf(volumes.get(textAt(mount, 'name'))) === 'emptyDir';
      if (!apart && !inGuest) continue;
      const why = isContrast(found)
        ? t('Contrast does not support subPath, and its policy refuses the mount')
        : apart
          ? t('genpolicy stops at subPath, and where nothing is shared with the host such mounts fail')
          : t('an emptyDir may live in the guest, where the kubelet can not prepare a subPath');
      report(
        'pod-sub-path',
        entry.span,
        t('Kata does not support subPath: {0}. Mount the whole volume at a folder of its own.', why),
        apart ? {} : { severity: 'information' },
      );
    }
  }
}

function checkProc({ pod }: KataPod, report: PodReport): void {
  for (const { node } of pod.containers) {
    for (const mount of itemsOf(nodeAt(node, 'volumeMounts'))) {
      const entry = entryOf(mount, 'mountPath');
      const path = plainPath(textOf(entry?.value) ?? '');
      if (!entry || !/^\/proc(?:\/|$)/.test(path) || openProc.has(path)) continue;
      report(
        'pod-proc-mount',
        entry.value.span,
        t(
          'The agent refuses mounts at {0}: below /proc only {1} may be mounted over. Mount it elsewhere.',
          path,
          [...openProc].map((each) => each.slice(6)).join(', '),
        ),
      );
    }
  }
}

function checkEmptyDir(found: KataPod, report: PodReport): void {
  const { pod, upstream, confidential, profile } = found;
  const sealed = confidential === 'yes' || profile?.development === true;
  if (!upstream || !sealed || !since(found, found.runtime === 'rs' ? '3.31.0' : '3.28.0')) return;
  for (const volume of pod.volumes) {
    const limit = entryAt(volume, 'emptyDir', 'sizeLimit');
    if (!limit || textAt(volume, 'emptyDir', 'medium') === 'Memory') continue;
    if (textOf(limit.value) === undefined) continue;
    report(
      'pod-empty-dir-size',
      limit.value.span,
      t(
        '{0} keeps this emptyDir on an encrypted disk as large as the file system of the node, whatever sizeLimit says: its metadata counts too (about 0.08 % of that size and more), and a small limit evicts the pod. Leave room for it.',
        kata(found),
      ),
    );
  }
}

const mount = (path: string, more = ''): string =>
  `volumeMounts:\n  - name: data\n    mountPath: ${path}\n${more}`;
const volume = (source: string): string => `volumes:\n  - name: data\n${source}`;

export const volumeFamily: PodFamily = {
  rules: [
    {
      id: 'pod-host-path',
      summary: 'A host path is copied into the guest, not shared',
      severity: 'warning',
      about:
        'Where a guest is protected from its host, no file system is shared: files of a `hostPath` are copied when the container starts, and later changes are not synchronised. They also come from the host, which the guest must not trust. Paths below `/dev` come from the guest, and block devices are plugged into the VM, so nothing is said about those.',
      bad: teeExample({ spec: volume('    hostPath:\n      path: «/srv/data»\n') }),
      good: teeExample({ spec: volume('    hostPath:\n      path: /dev\n') }),
      source: 'docs/Limitations.md@4.1.0 (hostPath)',
    },
    {
      id: 'pod-sub-path',
      summary: 'subPath is not supported',
      severity: 'warning',
      about:
        'The kubelet prepares a `subPath` on the host. Where the volume lives in the guest, as an `emptyDir` may, or where nothing is shared with the host, there is nothing to prepare. genpolicy stops with an error. Files of a ConfigMap or Secret under a class that shares a file system do work, and are left alone; for an `emptyDir` there it is information.',
      bad: teeExample({
        container: mount('/etc/app', '    «subPath: app»\n'),
        spec: volume('    configMap:\n      name: app\n'),
      }),
      good: teeExample({
        container: mount('/etc/app'),
        spec: volume('    emptyDir: {}\n'),
      }),
      source:
        'docs/Limitations.md@4.1.0 (volumeMounts.subPaths), src/tools/genpolicy/src/mount_and_storage.rs@4.1.0, issues 1728 and 10487',
    },
    {
      id: 'pod-proc-mount',
      summary: 'A volume is mounted over /proc',
      severity: 'error',
      about:
        'A container that can replace files of `/proc` can trick its runtime (CVE-2019-16884), so the agent refuses such mounts but for eight files.',
      bad: podExample({ container: mount('«/proc/sys»'), spec: volume('    emptyDir: {}\n') }),
      good: podExample({ container: mount('/proc/meminfo'), spec: volume('    emptyDir: {}\n') }),
      source: 'docs/Limitations.md@4.1.0 (Mounting procfs and sysfs)',
    },
    {
      id: 'pod-empty-dir-size',
      summary: 'The size limit of an encrypted emptyDir needs room for its metadata',
      severity: 'information',
      about:
        'Since 3.28.0 (runtime-rs: 3.31.0) the confidential classes keep an `emptyDir` on an encrypted disk whose image is as large as the file system of the node. The kubelet counts what the image really takes: on a large file system the metadata alone can be gigabytes, and go over a small `sizeLimit`. An `emptyDir` with `medium: Memory` is not concerned; it lives in the memory of the guest.',
      bad: teeExample({ spec: volume('    emptyDir:\n      sizeLimit: «64Mi»\n') }),
      good: teeExample({ spec: volume('    emptyDir:\n      sizeLimit: 64Mi\n      medium: Memory\n') }),
      source: 'docs/Limitations.md@4.1.0 (Block-backed Kubernetes emptyDir volumes)',
    },
  ],
  check(found, report) {
    checkHostPath(found, report);
    checkSubPath(found, report);
    checkProc(found, report);
    checkEmptyDir(found, report);
  },
};
