/** Which runtime pods get that ask for none, and what containerd has dropped. */
import type { Report } from '../../runtimes/run';
import { isKata } from '../../../knowledge';
import { t } from '../../../text';
import { change, text } from '../../runtimes/tables';
import { nearest } from '../../suggest';
import { knownPlugins, type ContainerdConfig } from '../model';
import { main, settings, v2, v3, type ContainerdFamily } from './samples';

function checkDefault(config: ContainerdConfig, report: Report): void {
  for (const plugin of knownPlugins) {
    const entry = config.get(['plugins', plugin, 'containerd'], 'default_runtime_name');
    const name = text(entry);
    if (!entry || name === undefined) continue;
    const own = config.runtimes.filter((runtime) => runtime.plugin === plugin);
    if (own.some(({ handler }) => handler === name)) {
      report(
        'containerd-default-runtime',
        entry.value.span,
        t(
          'Every pod without a RuntimeClass gets a VM. Those on the host network (kube-proxy, network plugins) do not work in Kata and need a RuntimeClass for runc.',
        ),
      );
    } else if (isKata(name) && config.complete) {
      const meant = nearest(
        name,
        own.map(({ handler }) => handler),
      );
      report(
        'containerd-default-runtime',
        entry.value.span,
        t(
          'There is no runtime {0}: containerd refuses the whole CRI plugin, and the node takes no pods.{1}',
          name,
          meant === undefined ? '' : t(' Did you mean {0}?', meant),
        ),
        {
          severity: 'error',
          ...(meant !== undefined && { fixes: [change(entry.value.span, `"${meant}"`)] }),
        },
      );
    }
  }
}

/** Ways to name a runtime that containerd 2 has no more. */
function checkDropped({ tables, fileVersion }: ContainerdConfig, report: Report): void {
  for (const { names, keys, header, entries } of tables) {
    const [top, plugin = '', containerd, old = '', ...rest] = names;
    const key = keys.at(-1);
    if (!header || !key || top !== 'plugins' || rest.length > 0) continue;
    if (old === '' && plugin === 'io.containerd.runtime.v1.linux' && containerd === undefined) {
      report(
        'containerd-dropped',
        key.span,
        t('containerd 2 has no such runtime; the table has no effect.'),
        {
          tags: ['deprecated'],
        },
      );
    }
    const legacy = old === 'untrusted_workload_runtime' || old === 'default_runtime';
    if (!legacy || containerd !== 'containerd' || !knownPlugins.includes(plugin)) continue;
    const type = text(entries.find(({ key: { name } }) => name === 'runtime_type'));
    if (type === undefined || !isKata(type)) continue;
    const instead =
      old === 'default_runtime'
        ? t('default_runtime_name and a table below runtimes')
        : t('the runtime "untrusted" below runtimes, or a RuntimeClass');
    report(
      'containerd-dropped',
      key.span,
      t('containerd 2 does not read {0}: Kata is never used for such pods. Use {1}.', old, instead),
      { severity: (fileVersion ?? 2) >= 3 ? 'error' : 'warning' },
    );
  }
}

export const defaultFamily: ContainerdFamily = {
  rules: [
    {
      id: 'containerd-default-runtime',
      summary: 'Kata is the runtime of pods that ask for none, or that runtime does not exist',
      severity: 'information',
      about:
        'With Kata as `default_runtime_name` the pods of the node itself get a VM, too, and those on the host network do not work there. A name without a table is an error: containerd does not load its CRI plugin. That is only said of a main file that imports nothing.',
      bad: {
        ...main,
        text: `version = 3\n[plugins."io.containerd.cri.v1.runtime".containerd]\ndefault_runtime_name = «"kata"»\n${v3('kata')}${settings}`,
      },
      good: {
        ...main,
        text: `version = 3\n[plugins."io.containerd.cri.v1.runtime".containerd]\ndefault_runtime_name = "runc"\n${v3('kata')}${settings}`,
      },
      source:
        'containerd: internal/cri/config/config.go@2.3.4 (ValidateRuntimeConfig); docs/Limitations.md@4.1.0 (host network)',
    },
    {
      id: 'containerd-dropped',
      summary: 'A table that containerd 2 does not read any more',
      severity: 'information',
      about:
        'containerd 2.0 dropped the plugin `io.containerd.runtime.v1.linux` and the tables `default_runtime` and `untrusted_workload_runtime`. It is a warning where such a table is how pods get Kata, and an error in a file of version 3, which only containerd 2 reads.',
      bad: {
        ...main,
        text: `version = 2\n${v2('kata')}${settings}[plugins.«"io.containerd.runtime.v1.linux"»]\nshim = "containerd-shim"\n`,
      },
      good: { ...main, text: `version = 2\n${v2('kata')}${settings}` },
      source:
        'containerd: pkg/cri/config/config.go@1.7.13 (ContainerdConfig) and internal/cri/config/config.go@2.0.0',
    },
  ],
  check(config, report) {
    checkDefault(config, report);
    checkDropped(config, report);
  },
};
