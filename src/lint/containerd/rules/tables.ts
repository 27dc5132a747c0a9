/** Tables of runtimes: those that no containerd reads, and names and places with a catch. */
import type { Report } from '../../runtimes/run';
import { isKata } from '../../../knowledge';
import { t } from '../../../text';
import { change, type Table } from '../../runtimes/tables';
import { firstBelow, imagesPlugin, knownPlugins, plugins, type ContainerdConfig } from '../model';
import { main, settings, v3, type ContainerdFamily } from './samples';

/** Where in a table's names a runtime of Kata seems to be meant; the index of the handler. */
function meant({ names }: Table): number | undefined {
  const at = names.findIndex((name, index) => /^runtimes?$/.test(name) && isKata(names[index + 1] ?? ''));
  return at < 0 ? undefined : at + 1;
}

/** Tables that look like a runtime of Kata and that no containerd reads. */
function checkTables({ tables }: ContainerdConfig, report: Report): void {
  const said = new Set<string>();
  for (const table of tables) {
    const { names, keys, header } = table;
    const at = meant(table);
    const [top, plugin = ''] = names;
    if (!header || at === undefined || top === 'crio' || plugin === imagesPlugin) continue;
    const known = top === 'plugins' && knownPlugins.includes(plugin) && at === 4;
    const right = known && names[2] === 'containerd' && names[3] === 'runtimes';
    const inner = keys[5];
    if (right && inner && inner.name !== 'options') {
      const message = t(
        'containerd does not read this table: a runtime has the table options and no other. A handler has no dots.',
      );
      report('containerd-runtime-table', inner.span, message);
    }
    if (right) continue;
    const handler = names[at] ?? '';
    if (said.has(handler)) continue;
    said.add(handler);
    const unquoted = top === 'plugins' && plugin === 'io' && names[2] === 'containerd';
    const written = `[plugins."PLUGIN".containerd.runtimes.${handler}]`;
    const quoted = names.slice(1, 6).join('.');
    const [first, last] = [keys[1], keys[5]];
    if (unquoted && knownPlugins.includes(quoted) && first && last) {
      const span = { start: first.span.start, end: last.span.end };
      report(
        'containerd-runtime-table',
        span,
        t(
          'The name of a plugin holds dots and needs quotes; without them it is five tables that containerd does not know.',
        ),
        { fixes: [change(span, `"${quoted}"`, true)] },
      );
      continue;
    }
    const key = knownPlugins.includes(plugin) ? keys[at] : (keys[1] ?? keys[0]);
    const message =
      top === 'plugins' && !knownPlugins.includes(plugin)
        ? t(
            'No containerd reads runtimes from the plugin "{0}". They belong below {1} (version 3) or {2} (version 2).',
            plugin,
            plugins.v3,
            plugins.v2,
          )
        : t('containerd does not read this table: a runtime is written {0}.', written);
    if (key) report('containerd-runtime-table', key.span, message);
  }
}

/** Handlers are labels of DNS to Kubernetes (node.k8s.io/v1, RuntimeClass.handler). */
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A name that no RuntimeClass can have. */
function checkHandlers({ runtimes }: ContainerdConfig, report: Report): void {
  for (const { handler, span } of runtimes) {
    if (label.test(handler)) continue;
    report(
      'containerd-handler',
      span,
      t(
        'No RuntimeClass can name the handler "{0}": it takes lower case letters, digits and "-", 63 at most.',
        handler,
      ),
    );
  }
}

/** containerd 1.x does not merge the tables of a plugin. */
function checkDropIn(config: ContainerdConfig, report: Report): void {
  const key = firstBelow(config, plugins.v2)?.pluginKey;
  if (!config.dropIn || !key || (config.fileVersion ?? 2) >= 3) return;
  report(
    'containerd-drop-in',
    key.span,
    t(
      'containerd 1.x takes all of this plugin from the last file that has it: what the main file says about it is lost. containerd 2 merges both.',
    ),
  );
}

export const tableFamily: ContainerdFamily = {
  rules: [
    {
      id: 'containerd-runtime-table',
      summary: 'A table that looks like a Kata runtime is one that containerd does not read',
      severity: 'error',
      about:
        'A runtime is the table `[plugins."PLUGIN".containerd.runtimes.HANDLER]`. The name of the plugin needs its quotes, `containerd` may not be left out, and the handler is the name that RuntimeClasses have. containerd ignores tables that it does not know, or (1.x) refuses to start.',
      bad: {
        ...main,
        text: `version = 3\n[plugins.«io.containerd.cri.v1.runtime».containerd.runtimes.kata]\n${settings}`,
      },
      good: { ...main, text: `version = 3\n${v3('kata')}${settings}` },
      source: 'containerd: docs/cri/config.md@2.3.4',
    },
    {
      id: 'containerd-handler',
      summary: 'No RuntimeClass can have the name of this Kata runtime',
      severity: 'warning',
      about:
        'A pod asks for a RuntimeClass, and that names a handler: lower case letters, digits and `-`. containerd takes any name, but Kubernetes refuses a RuntimeClass with another one. Only `crictl` could use it.',
      bad: {
        ...main,
        text: `version = 3\n[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.«kata_qemu»]\n${settings}`,
      },
      good: { ...main, text: `version = 3\n${v3('kata-qemu')}${settings}` },
      source: 'Kubernetes: node.k8s.io/v1, RuntimeClass (handler)',
    },
    {
      id: 'containerd-drop-in',
      summary: 'containerd 1.x would replace the CRI plugin of the main file with that of this drop-in',
      severity: 'information',
      about:
        'containerd 1.x puts imported files together by plugin: the last file with a plugin counts, and it alone. A drop-in with a Kata runtime then takes away the registries, the network and the other runtimes of the main file. containerd 2 merges the tables.',
      bad: {
        kind: 'containerd',
        path: 'conf.d/kata.toml',
        text: `[plugins.«"io.containerd.grpc.v1.cri"».containerd.runtimes.kata]\n${settings}`,
      },
      good: { kind: 'containerd', path: 'conf.d/kata.toml', text: `version = 3\n${v3('kata')}${settings}` },
      source:
        'containerd: services/server/config/config.go@1.7.13 (mergeConfig), cmd/containerd/server/config/config.go@2.3.4 (mergeConfig)',
    },
  ],
  check(config, report) {
    checkTables(config, report);
    checkHandlers(config, report);
    checkDropIn(config, report);
  },
};
