/** The file's version and the plugin that the runtimes stand below. */
import { t } from '../../../text';
import type { Fix } from '../../finding';
import type { Report } from '../../runtimes/run';
import { change } from '../../runtimes/tables';
import { firstBelow, plugins, type ContainerdConfig } from '../model';
import { main, settings, v2, v3, type ContainerdFamily } from './samples';

/** The newest version of the file: containerd 2.3. */
const newestVersion = 4;

function checkVersion(config: ContainerdConfig, report: Report): void {
  const { version, runtimes } = config;
  if (!version) {
    const first = firstBelow(config, plugins.v2) ?? firstBelow(config, plugins.v3);
    if (!config.main || !first?.pluginKey) return;
    const value = first.plugin === plugins.v2 ? '2' : '3';
    const start = config.document.text.startsWith('\ufeff') ? 1 : 0;
    const edits = [{ span: { start, end: start }, newText: `version = ${value}\n` }];
    report(
      'containerd-version',
      first.pluginKey.span,
      t(
        'Without a version at its top the file is one of version 1 to containerd 1.x, which then looks for the runtimes below [plugins.cri] and finds none.',
      ),
      { fixes: [{ title: t('Add version = {0}', value), edits, preferred: true }] },
    );
    return;
  }
  if (runtimes.length === 0) return;
  const { value } = version;
  if (value.kind !== 'integer') {
    const number = value.kind === 'string' && /^[234]$/.test(value.value) ? value.value : undefined;
    report(
      'containerd-version',
      value.span,
      t('The version is a whole number; containerd refuses the file.'),
      {
        severity: 'error',
        ...(number !== undefined && { fixes: [change(value.span, number, true)] }),
      },
    );
  } else if (value.value > BigInt(newestVersion)) {
    report(
      'containerd-version',
      value.span,
      t(
        'containerd up to 2.3 reads files up to version {0} and does not start with version {1}.',
        newestVersion,
        String(value.value),
      ),
    );
  } else if (value.value < 2n && firstBelow(config, plugins.v2)) {
    report(
      'containerd-version',
      value.span,
      t(
        'In version 1 containerd 1.x looks for the runtimes below [plugins.cri]; full plugin names belong to version 2.',
      ),
      { fixes: [change(value.span, '2', true)] },
    );
  }
}

/** Puts the plugin's new name into every header of a runtime's table. */
function rename({ tables }: ContainerdConfig, from: string, to: string): Fix | undefined {
  const edits = tables.flatMap(({ names, keys, header }) =>
    header && names[1] === from && names[2] === 'containerd' && names[3] === 'runtimes'
      ? keys.slice(1, 2).map(({ span }) => ({ span, newText: `"${to}"` }))
      : [],
  );
  return edits.length > 0
    ? { title: t('Put the runtimes below "{0}"', to), edits, preferred: true }
    : undefined;
}

function checkPlugin(config: ContainerdConfig, report: Report): void {
  const version = config.fileVersion;
  if (version === undefined) return;
  const say = (plugin: string, message: string, right: string, severity?: 'error'): void => {
    const key = firstBelow(config, plugin)?.pluginKey;
    if (!key) return;
    const fix = rename(config, plugin, right);
    report('containerd-plugin-name', key.span, message, {
      ...(severity && { severity }),
      ...(fix && { fixes: [fix] }),
    });
  };
  if (version >= 3) {
    say(
      plugins.v2,
      t(
        'In a file of version {0} the runtimes belong below {1}: containerd 2.0 to 2.2 do not read them here, and pods fail with "no runtime is configured".',
        version,
        plugins.v3,
      ),
      plugins.v3,
    );
  } else if (version === 2) {
    say(
      plugins.v3,
      t(
        'In a file of version 2 the runtimes belong below {0}: containerd 1.x does not know this plugin. With containerd 2 set version = 3.',
        plugins.v2,
      ),
      plugins.v2,
    );
  }
  if (version >= 2) {
    say(
      plugins.v1,
      t(
        '[plugins.cri] is the name of version 1: in a file of version {0} containerd 1.x refuses to start with it, containerd 2 ignores it.',
        version,
      ),
      version === 2 ? plugins.v2 : plugins.v3,
      'error',
    );
  }
}

export const layoutFamily: ContainerdFamily = {
  rules: [
    {
      id: 'containerd-version',
      summary: "The version of the file does not fit the plugins that Kata's runtimes stand below",
      severity: 'warning',
      about:
        'A containerd configuration says at its top which version it is written in: 2 for containerd 1.x, 3 since 2.0, 4 since 2.3. containerd 1.x takes a file without a version for one of version 1, with other names of plugins, and then knows no Kata. containerd 2 reads older files and converts them. Drop-ins need no version.',
      bad: { ...main, text: `[plugins.«"io.containerd.grpc.v1.cri"».containerd.runtimes.kata]\n${settings}` },
      good: { ...main, text: `version = 2\n${v2('kata')}${settings}` },
      source:
        'containerd: services/server/config/config.go@1.7.13 (Decode), cmd/containerd/server/config/config.go@2.3.4 (LoadConfigWithPlugins)',
    },
    {
      id: 'containerd-plugin-name',
      summary: "Kata's runtimes stand below the plugin name of another version of the file",
      severity: 'warning',
      about:
        'The runtimes moved: `plugins.cri` in files of version 1, `plugins."io.containerd.grpc.v1.cri"` in version 2, `plugins."io.containerd.cri.v1.runtime"` since version 3. containerd 2 converts a file of version 2 as a whole, but in a file of version 3 it takes the names as they are. A runtime that is not found is only noticed when a pod asks for it: `no runtime for "kata" is configured`.',
      bad: {
        ...main,
        text: `version = 3\n[plugins.«"io.containerd.grpc.v1.cri"».containerd.runtimes.kata]\n${settings}`,
      },
      good: { ...main, text: `version = 3\n${v3('kata')}${settings}` },
      source:
        'containerd: plugins/cri/runtime/plugin.go@2.0.0 (configMigration); docs/how-to/containerd-kata.md@4.1.0',
    },
  ],
  check(config, report) {
    checkVersion(config, report);
    checkPlugin(config, report);
  },
};
