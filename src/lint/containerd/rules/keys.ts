/** Keys in a Kata runtime's tables that containerd does not read there. */
import { t } from '../../../text';
import { Suggestions } from '../../suggest';
import type { Report } from '../../runtimes/run';
import { change, remove, text, type Entry } from '../../runtimes/tables';
import { optionKeys, runtimeKeys } from '../keys';
import type { ContainerdConfig, Runtime } from '../model';
import { main, settings, v2, v3, type ContainerdFamily } from './samples';

const near = {
  runtime: new Suggestions(runtimeKeys),
  options: new Suggestions(optionKeys),
} as const;
const hasOption = (name: string): boolean =>
  optionKeys.some((option) => option.toLowerCase() === name.toLowerCase());

function unknown(config: ContainerdConfig, entry: Entry, where: 'runtime' | 'options', report: Report): void {
  const { name, span } = entry.key;
  const fixes = [remove(config.document.text, entry)];
  const say = (message: string, renamed?: string): void => {
    report('containerd-unknown-key', span, message, {
      fixes: renamed === undefined ? fixes : [change(span, renamed, true), ...fixes],
    });
  };
  if (where === 'runtime' && (hasOption(name) || name === 'config_path' || name === 'runtime_config_path')) {
    const option = hasOption(name) ? name : 'ConfigPath';
    say(
      t(
        'containerd does not read {0} here: it belongs in the table options of the runtime, as {1}.',
        name,
        option,
      ),
    );
    return;
  }
  if (where === 'options' && runtimeKeys.includes(name)) {
    say(
      t(
        'containerd does not read {0} among the options: it belongs in the table of the runtime itself.',
        name,
      ),
    );
    return;
  }
  const meant = name === 'config_path' && where === 'options' ? 'ConfigPath' : near[where].nearest(name);
  const what =
    where === 'runtime'
      ? t('containerd has no key {0} for a runtime', name)
      : t('Kata reads no option {0}', name);
  say(t('{0}; it is ignored.{1}', what, meant === undefined ? '' : t(' Did you mean {0}?', meant)), meant);
}

/** Keys that only the runtime of containerd 1.0 had: there they stop the CRI plugin for everybody. */
function checkLegacy(config: ContainerdConfig, runtime: Runtime, report: Report): void {
  for (const name of ['runtime_root', 'runtime_engine']) {
    const entry = runtime.get(name);
    if (
      !entry ||
      text(entry) === '' ||
      text(runtime.get('runtime_type')) === 'io.containerd.runtime.v1.linux'
    )
      continue;
    const old = (config.fileVersion ?? 2) < 3;
    report(
      'containerd-runtime-root',
      entry.key.span,
      old
        ? t(
            '{0} is not for Kata: containerd 1.x then refuses the whole CRI plugin, and the node takes no pods.',
            name,
          )
        : t('containerd 2 has no {0}; it is ignored.', name),
      {
        ...(!old && { severity: 'information' as const, tags: ['unnecessary' as const] }),
        fixes: [{ ...remove(config.document.text, entry), preferred: true }],
      },
    );
  }
}

export const keyFamily: ContainerdFamily = {
  rules: [
    {
      id: 'containerd-unknown-key',
      summary: 'A key of a Kata runtime is one that containerd or Kata does not read there',
      severity: 'warning',
      about:
        'containerd 2 ignores keys that it does not know with a line in its log, containerd 1.x without one. Often a key is in the wrong place: `ConfigPath` belongs in the table `options` below the runtime, everything else in the table of the runtime. Of the options Kata reads `ConfigPath` only.',
      bad: {
        ...main,
        text: `version = 3\n${v3('kata')}${settings}«ConfigPath» = "/etc/kata-containers/configuration.toml"\n`,
      },
      good: {
        ...main,
        text: `version = 3\n${v3('kata')}${settings}options = { ConfigPath = "/etc/kata-containers/configuration.toml" }\n`,
      },
      source:
        'containerd: internal/cri/config/config.go@2.3.4 (Runtime), pkg/cri/config/config.go@1.7.13; src/runtime/pkg/containerd-shim-v2/create.go@4.1.0 (loadRuntimeConfig)',
    },
    {
      id: 'containerd-runtime-root',
      summary: 'A Kata runtime has a key of the runtime that containerd had first',
      severity: 'error',
      about:
        '`runtime_root` and `runtime_engine` are for `io.containerd.runtime.v1.linux`. With another type containerd 1.x refuses the configuration of its CRI plugin as a whole. containerd 2 has neither key. (In CRI-O `runtime_root` is right.)',
      bad: { ...main, text: `version = 2\n${v2('kata')}${settings}«runtime_root» = "/run/vc"\n` },
      good: { ...main, text: `version = 2\n${v2('kata')}${settings}` },
      source: 'containerd: pkg/cri/config/config.go@1.7.13 (ValidatePluginConfig)',
    },
  ],
  check(config, report) {
    const version = config.fileVersion ?? 0;
    for (const runtime of config.runtimes) {
      checkLegacy(config, runtime, report);
      for (const entry of runtime.tables.flatMap(({ entries }) => entries)) {
        if (!runtimeKeys.includes(entry.key.name)) unknown(config, entry, 'runtime', report);
        else if (entry.key.name === 'sandbox_mode' && version >= 3) {
          report(
            'containerd-unknown-key',
            entry.key.span,
            t('In files of version 3 it is called sandboxer; containerd ignores this key.'),
            {
              fixes: [change(entry.key.span, 'sandboxer', true)],
            },
          );
        }
      }
      for (const entry of runtime.optionTables.flatMap(({ entries }) => entries))
        if (!hasOption(entry.key.name)) unknown(config, entry, 'options', report);
    }
  },
};
