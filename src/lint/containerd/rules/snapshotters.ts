/** Where a pod's root file system comes from. */
import { classifyHandler, runtimeClassIn } from '../../../knowledge';
import { t } from '../../../text';
import type { Report } from '../../runtimes/run';
import { flag, text } from '../../runtimes/tables';
import { imagesPlugin, plugins, type ContainerdConfig, type Runtime } from '../model';
import { main, settings, v3, type ContainerdFamily } from './samples';

/** A snapshotter that the images plugin is not told about. */
function checkPlatforms(config: ContainerdConfig, runtime: Runtime, report: Report): void {
  const entry = runtime.get('snapshotter');
  const name = text(entry);
  if (!entry || name === undefined || name === '' || runtime.plugin !== plugins.v3) return;
  const platform = ['plugins', imagesPlugin, 'runtime_platforms', runtime.handler];
  if (
    config.get(platform, 'snapshotter') ||
    text(config.get(['plugins', imagesPlugin], 'snapshotter')) === name
  )
    return;
  const { text: source } = config.document;
  const eol = source.includes('\r\n') ? '\r\n' : '\n';
  const gap = source === '' || source.endsWith('\n') ? eol : eol + eol;
  const newText = `${gap}[plugins."${imagesPlugin}".runtime_platforms.${JSON.stringify(runtime.handler)}]${eol}snapshotter = ${JSON.stringify(name)}${eol}`;
  const at = { start: source.length, end: source.length };
  report(
    'containerd-snapshotter',
    entry.value.span,
    t(
      'containerd 2 pulls images for {0} with the snapshotter that the images plugin has for it, and none is set there: [plugins."{1}".runtime_platforms.{0}].',
      runtime.handler,
      imagesPlugin,
    ),
    { fixes: [{ title: t('Tell the images plugin about {0}', name), edits: [{ span: at, newText }] }] },
  );
}

/** What nydus needs to know the image. */
function checkNydus(config: ContainerdConfig, runtime: Runtime, report: Report): void {
  if (!text(runtime.get('snapshotter'))?.startsWith('nydus')) return;
  const table =
    runtime.plugin === plugins.v3 ? ['plugins', imagesPlugin] : ['plugins', runtime.plugin, 'containerd'];
  const entry = config.get(table, 'disable_snapshot_annotations');
  if (!entry || flag(entry) !== true) return;
  report(
    'containerd-snapshotter',
    entry.value.span,
    t(
      'nydus learns from these annotations which image {0} wants; without them it can not pull in the guest. Set it to false.',
      runtime.handler,
    ),
    {
      severity: 'warning',
      fixes: [
        {
          title: t('Change to false'),
          edits: [{ span: entry.value.span, newText: 'false' }],
          preferred: true,
        },
      ],
    },
  );
}

/** Firecracker has no way to share a folder with its guest. */
function checkFirecracker(config: ContainerdConfig, runtime: Runtime, report: Report): void {
  const { runtimeClass, origin } = classifyHandler(runtime.handler);
  if (runtimeClass?.hypervisor !== 'firecracker' || (origin !== 'upstream' && origin !== 'variant')) return;
  const wide =
    config.get(['plugins', imagesPlugin], 'snapshotter') ??
    config.get(['plugins', plugins.v2, 'containerd'], 'snapshotter');
  if (!config.complete || !runtime.get('runtime_type') || runtime.get('snapshotter') || wide) return;
  const usual = runtimeClassIn(runtimeClass, config.target.version)?.snapshotter ?? 'devmapper';
  report(
    'containerd-snapshotter',
    runtime.span,
    t(
      'Firecracker takes root file systems as block devices only: {0} needs a snapshotter such as {1}, and this file sets none.',
      runtime.handler,
      usual,
    ),
    { severity: 'warning' },
  );
}

const images =
  '[plugins."io.containerd.cri.v1.images".runtime_platforms.kata-qemu-tdx]\nsnapshotter = "nydus"\n';

export const snapshotterFamily: ContainerdFamily = {
  rules: [
    {
      id: 'containerd-snapshotter',
      summary: "A Kata runtime's snapshotter is missing, or only half set up",
      severity: 'information',
      about:
        "Since file version 3 images have a plugin of their own, and it must know the snapshotter of a runtime, too; Kata's installer writes both. `nydus`, which lets the guest pull its image, needs `disable_snapshot_annotations = false`. Firecracker needs a snapshotter with block devices, as it can not share folders.",
      bad: { ...main, text: `version = 3\n${v3('kata-qemu-tdx')}${settings}snapshotter = «"nydus"»\n` },
      good: {
        ...main,
        text: `version = 3\n${v3('kata-qemu-tdx')}${settings}snapshotter = "nydus"\n${images}`,
      },
      source:
        'tools/packaging/kata-deploy/binary/src/runtime/containerd.rs@4.1.0 (write_containerd_runtime_config), docs/how-to/how-to-pull-images-in-guest-with-kata.md@4.1.0, docs/how-to/README.md@4.1.0',
    },
  ],
  check(config, report) {
    for (const runtime of config.runtimes) {
      checkPlatforms(config, runtime, report);
      checkNydus(config, runtime, report);
      checkFirecracker(config, runtime, report);
    }
  },
};
