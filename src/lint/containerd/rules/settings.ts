/** Settings that a runtime of Kata should have, and what happens without them. */
import { annotations, classifyHandler, globMatches } from '../../../knowledge';
import { t } from '../../../text';
import type { Severity } from '../../finding';
import type { Report } from '../../runtimes/run';
import { below, change, flag, texts } from '../../runtimes/tables';
import { configPathProblem } from '../../runtimes/config-path';
import { text } from '../../runtimes/tables';
import type { ContainerdConfig, Runtime } from '../model';
import { main, settings, v3, type ContainerdFamily } from './samples';

const wanted = '["io.katacontainers.*"]';

/** Several runtimes that lack the same get one finding at the first of them. */
function lacking(
  { document }: ContainerdConfig,
  runtimes: readonly Runtime[],
  line: string,
  say: (names: string) => { rule: string; message: string; severity?: Severity },
  report: Report,
): void {
  const [first, ...others] = runtimes;
  if (!first) return;
  const names = [first, ...others.slice(0, 3)].map(({ handler }) => handler).join(', ');
  const { rule, message, severity } = say(
    others.length > 3 ? t('{0} and {1} more', names, others.length - 3) : names,
  );
  const edits = runtimes.flatMap(({ table }) => (table && below(document.text, table, line)?.edits) ?? []);
  report(rule, first.span, message, {
    ...(severity && { severity }),
    ...(edits.length > 0 && { fixes: [{ title: t('Add {0}', line), edits, preferred: true }] }),
    ...(others.length > 0 && {
      related: others.map(({ span }) => ({ span, message: t('The same is missing here.') })),
    }),
  });
}

/** A table that sets the shim is one that this file is responsible for; others only add to it. */
const registered = ({ runtimes }: ContainerdConfig): Runtime[] =>
  runtimes.filter((runtime) => runtime.get('runtime_type'));

function checkAnnotations(config: ContainerdConfig, report: Report): void {
  const without = registered(config).filter((runtime) => {
    const entry = runtime.get('pod_annotations');
    if (!entry) return runtime.lacks('pod_annotations');
    return entry.value.kind === 'array' && entry.value.items.length === 0;
  });
  const confidential = ({ handler }: Runtime): boolean => classifyHandler(handler).confidential === 'yes';
  const rule = 'containerd-pod-annotations';
  const bare = without.filter((runtime) => !runtime.get('pod_annotations'));
  const line = `pod_annotations = ${wanted}`;
  lacking(
    config,
    bare.filter(confidential),
    line,
    (names) => ({
      rule,
      severity: 'warning',
      message: t(
        'containerd hands no pod annotation on to {0}: init-data and policy never reach the guest. Set pod_annotations = {1}.',
        names,
        wanted,
      ),
    }),
    report,
  );
  lacking(
    config,
    bare.filter((runtime) => !confidential(runtime)),
    line,
    (names) => ({
      rule,
      message: t(
        'containerd hands no pod annotation on to {0}: those of Kata (io.katacontainers.*) have no effect there.',
        names,
      ),
    }),
    report,
  );
  for (const runtime of without) {
    const entry = runtime.get('pod_annotations');
    if (!entry) continue;
    report(
      rule,
      entry.value.span,
      t('An empty list hands no annotation of Kata on to {0}.', runtime.handler),
      {
        ...(confidential(runtime) && { severity: 'warning' as const }),
        fixes: [change(entry.value.span, wanted)],
      },
    );
  }
}

/** Patterns for Kata that match none of its annotations. */
function checkPatterns(runtime: Runtime, report: Report): void {
  const entry = runtime.get('pod_annotations');
  for (const { value, span } of texts(entry).slice(0, 50)) {
    if (!/kata/i.test(value)) continue;
    const matches = [...annotations().keys()].some((name) => globMatches(value, name) !== false);
    if (matches) continue;
    report(
      'containerd-pod-annotations',
      span,
      t('"{0}" matches no annotation that Kata reads; they all begin with io.katacontainers.', value),
      { severity: 'warning', fixes: [change(span, '"io.katacontainers.*"', true)] },
    );
  }
}

function checkPrivileged(config: ContainerdConfig, report: Report): void {
  const name = 'privileged_without_host_devices';
  const bare = registered(config).filter((runtime) => runtime.lacks(name));
  lacking(
    config,
    bare,
    `${name} = true`,
    (names) => ({
      rule: 'containerd-privileged',
      message: t(
        'A privileged container under {0} is given all devices of the host, which a VM does not have: it usually fails to start. Set {1} = true.',
        names,
        name,
      ),
    }),
    report,
  );
  for (const runtime of config.runtimes) {
    const all = runtime.get(`${name}_all_devices_allowed`);
    const own = runtime.get(name);
    if (flag(all) !== true || !all || !(own ? flag(own) === false : config.complete)) continue;
    report(
      'containerd-privileged',
      all.value.span,
      t(
        'It needs {0} = true; without that containerd refuses the whole CRI plugin, and the node takes no pods.',
        name,
      ),
      { severity: 'error' },
    );
  }
}

function checkConfigPath(config: ContainerdConfig, runtime: Runtime, report: Report): void {
  const entry = runtime.option('ConfigPath');
  const configPath = text(entry);
  if (!entry || configPath === undefined) return;
  const shim = runtime.flavour;
  const registration = { handler: runtime.handler, configPath, ...(shim && { shim }) };
  const problem = configPathProblem(registration, 'ConfigPath', config.target);
  if (problem)
    report('containerd-config-path', entry.value.span, problem.message, { severity: problem.severity });
}

const base = 'runtime_type = "io.containerd.kata.v2"\n';
const options = '[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.kata-qemu-snp.options]\n';
const folder = '/opt/kata/share/defaults/kata-containers';

export const settingsFamily: ContainerdFamily = {
  rules: [
    {
      id: 'containerd-pod-annotations',
      summary: 'containerd does not hand the annotations of pods on to Kata',
      severity: 'information',
      about:
        'containerd hands on only those pod annotations that `pod_annotations` has a pattern for. Without one all `io.katacontainers.*` annotations are lost on the way, without a word. It is a warning for a runtime with a TEE, whose init-data and policy come that way. One finding stands for all runtimes of the file that lack it.',
      bad: {
        ...main,
        text: `version = 3\n[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.«kata»]\n${base}privileged_without_host_devices = true\n`,
      },
      good: { ...main, text: `version = 3\n${v3('kata')}${settings}` },
      source:
        'containerd: internal/cri/util/util.go@2.3.4 (GetPassthroughAnnotations); docs/how-to/how-to-set-sandbox-config-kata.md@4.1.0',
    },
    {
      id: 'containerd-privileged',
      summary: 'Privileged containers are given the devices of the host',
      severity: 'information',
      about:
        "Without `privileged_without_host_devices = true` containerd lists all of the host's devices for a privileged container, and Kata is to bring them into the guest. That usually fails, and where it works it takes the isolation away. `privileged_without_host_devices_all_devices_allowed` without it is an error: containerd then loads no CRI plugin.",
      bad: {
        ...main,
        text: `version = 3\n[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.«kata»]\n${base}pod_annotations = ["io.katacontainers.*"]\n`,
      },
      good: { ...main, text: `version = 3\n${v3('kata')}${settings}` },
      source:
        'docs/how-to/privileged.md@4.1.0; containerd: internal/cri/config/config.go@2.3.4 (ValidateRuntimeConfig)',
    },
    {
      id: 'containerd-config-path',
      summary: 'The Kata configuration does not fit the handler, the shim or the release',
      severity: 'warning',
      about:
        "The handler's name is all that a pod asks for; `ConfigPath` decides what it gets. A path must be absolute. A handler with the name of a TEE and the configuration of an ordinary VM is an error, as is a configuration of the Go runtime with the shim of runtime-rs, which refuses it. A configuration that the release does not bring (any more) is a warning.",
      bad: {
        ...main,
        text: `version = 3\n${v3('kata-qemu-snp')}${settings}${options}ConfigPath = «"${folder}/configuration-qemu.toml"»\n`,
      },
      good: {
        ...main,
        text: `version = 3\n${v3('kata-qemu-snp')}${settings}${options}ConfigPath = "${folder}/configuration-qemu-snp.toml"\n`,
      },
      source:
        'tools/packaging/kata-deploy/binary/src/runtime/containerd.rs@4.1.0, tools/packaging/kata-deploy/binary/src/utils/system.rs@4.1.0',
    },
  ],
  check(config, report) {
    checkAnnotations(config, report);
    checkPrivileged(config, report);
    for (const runtime of config.runtimes) {
      checkPatterns(runtime, report);
      checkConfigPath(config, runtime, report);
    }
  },
};
