/** What containerd starts for a runtime of Kata. */
import type { Report } from '../../runtimes/run';
import { filledInLater, isKata, isKataRuntimeProgram, isKataShim, shimOf } from '../../../knowledge';
import { t } from '../../../text';
import { change, text } from '../../runtimes/tables';
import type { ContainerdConfig, Runtime } from '../model';
import { main, settings, v3, type ContainerdFamily } from './samples';

const right = 'io.containerd.kata.v2';

/** Old names whose shim neither Kata nor containerd has any more. */
const removed: Readonly<Record<string, string>> = {
  get 'io.containerd.runtime.v1.linux'() {
    return t('containerd 2 does not have it, and it never started a VM');
  },
  get 'io.containerd.kata.v1'() {
    return t('Kata has a shim of version 2 only');
  },
};

/** The type; false where nothing more is to be said about the shim. */
function checkType(config: ContainerdConfig, runtime: Runtime, report: Report): boolean {
  const entry = runtime.get('runtime_type');
  if (!entry) {
    if (config.complete) {
      report(
        'containerd-runtime-type',
        runtime.span,
        t(
          'The runtime {0} has no runtime_type: containerd creates no sandbox for it. Kata\'s is "{1}".',
          runtime.handler,
          right,
        ),
      );
    }
    return config.complete;
  }
  const { span } = entry.value;
  const say = (message: string, fix = true): false => {
    const fixes = fix ? [change(span, `"${right}"`, true)] : [];
    report('containerd-runtime-type', span, message, { ...(fix && { fixes }) });
    return false;
  };
  const type = text(entry);
  if (type === undefined) return say(t('The runtime_type is a text in quotes; containerd refuses the file.'));
  if (filledInLater(type)) return false;
  const shim = shimOf(type);
  const custom = text(runtime.get('runtime_path'));
  if (/^io\.containerd\.runc\.v\d+$/.test(type)) {
    const binary = text(runtime.option('BinaryName'));
    if (binary !== undefined && isKataRuntimeProgram(binary))
      return say(
        t(
          'kata-runtime has not been an OCI runtime since Kata 2.0: pods fail with Invalid command "create".',
        ),
      );
    return say(
      custom !== undefined && isKata(custom)
        ? t(
            "With this type containerd takes the options for those of runc, and ConfigPath does not reach Kata's shim.",
          )
        : t('Pods that ask for {0} run in runc, without a VM around them.', runtime.handler),
    );
  }
  const why = removed[type];
  if (why !== undefined && custom === undefined)
    return say(t('The runtime {0} is no way to Kata: {1}.', type, why));
  if (custom !== undefined && custom !== '') return true;
  if (shim.kind === 'invalid')
    return say(
      t('"{0}" is no runtime type: it is a name such as {1}, or the absolute path of a shim.', type, right),
    );
  if (isKataShim(shim.binary) || !isKata(type)) return true;
  if (isKataRuntimeProgram(shim.binary))
    return say(t('kata-runtime is no shim. Name the shim containerd-shim-kata-v2 instead.'));
  // a path may lead to anything; only a name says by itself what containerd looks for
  if (shim.kind === 'path') return true;
  return say(t('For "{0}" containerd looks for a program {1}, which Kata does not have.', type, shim.binary));
}

/** The shim's own path, which goes before the type. */
function checkPath(runtime: Runtime, report: Report): void {
  const entry = runtime.get('runtime_path');
  const path = text(entry);
  if (!entry || path === undefined || path === '' || filledInLater(path)) return;
  if (!path.startsWith('/')) {
    report(
      'containerd-runtime-path',
      entry.value.span,
      t('runtime_path must be absolute; containerd refuses to start the shim.'),
    );
  } else if (isKataRuntimeProgram(path)) {
    report(
      'containerd-runtime-path',
      entry.value.span,
      t('kata-runtime is no shim. Name the shim, containerd-shim-kata-v2, instead.'),
      {
        fixes: [
          change(entry.value.span, `"${path.replace(/kata-runtime[\w-]*$/, 'containerd-shim-kata-v2')}"`),
        ],
      },
    );
  }
}

/** A name of its own, for which somebody must have made a program. */
function checkName(runtime: Runtime, report: Report): void {
  const entry = runtime.get('runtime_type');
  const shim = shimOf(text(entry) ?? '');
  const path = text(runtime.get('runtime_path')) ?? '';
  if (!entry || path !== '' || shim.kind !== 'name' || !isKataShim(shim.binary)) return;
  if (shim.binary === 'containerd-shim-kata-v2') return;
  report(
    'containerd-shim-name',
    entry.value.span,
    t(
      'containerd looks for a program {0} in its PATH. Kata brings only containerd-shim-kata-v2: name that with runtime_path, or have a script of the name.',
      shim.binary,
    ),
    { fixes: [change(entry.value.span, `"${right}"`)] },
  );
}

/** The sandbox API, which only runtime-rs has. */
function checkSandboxer(runtime: Runtime, report: Report): void {
  const entry = runtime.get('sandboxer') ?? runtime.get('sandbox_mode');
  if (!entry || text(entry) !== 'shim' || runtime.flavour !== 'go') return;
  report(
    'containerd-sandboxer',
    entry.value.span,
    t(
      'The shim of the Go runtime does not serve containerd\'s sandbox API: no pod starts. Use "podsandbox", or the shim of runtime-rs.',
    ),
    { fixes: [change(entry.value.span, '"podsandbox"', true)] },
  );
}

const options = 'privileged_without_host_devices = true\npod_annotations = ["io.katacontainers.*"]\n';

export const shimFamily: ContainerdFamily = {
  rules: [
    {
      id: 'containerd-runtime-type',
      summary: 'The runtime_type of a Kata runtime does not start Kata',
      severity: 'error',
      about:
        'containerd makes the name of a program of the last two parts of the type: `io.containerd.kata.v2` stands for `containerd-shim-kata-v2`. It may also be the absolute path of the shim. With another name the shim is not found when a pod starts, and with that of runc the pod runs without a VM. The runtimes of version 1 are gone in containerd 2.',
      bad: {
        ...main,
        text: `version = 3\n${v3('kata')}runtime_type = «"io.containerd.kata-v2"»\n${options}`,
      },
      good: { ...main, text: `version = 3\n${v3('kata')}${settings}` },
      source:
        'containerd: pkg/shim/util.go@2.3.4 (BinaryName), core/runtime/v2/shim_manager.go@2.3.4 (resolveRuntimePath)',
    },
    {
      id: 'containerd-runtime-path',
      summary: 'The runtime_path of a Kata runtime is not the absolute path of a shim',
      severity: 'error',
      about:
        'With `runtime_path` containerd (1.6 and later) starts that program and does not look at the name in `runtime_type`. It must be absolute, and a shim: `kata-runtime` is a tool for administrators since Kata 2.0.',
      bad: {
        ...main,
        text: `version = 3\n${v3('kata')}${settings}runtime_path = «"/opt/kata/bin/kata-runtime"»\n`,
      },
      good: {
        ...main,
        text: `version = 3\n${v3('kata')}${settings}runtime_path = "/opt/kata/bin/containerd-shim-kata-v2"\n`,
      },
      source: 'containerd: internal/cri/config/config.go@2.3.4 (Runtime)',
    },
    {
      id: 'containerd-shim-name',
      summary: 'The runtime_type stands for a shim that Kata does not bring',
      severity: 'information',
      about:
        'Kata installs one shim, `containerd-shim-kata-v2`. A type such as `io.containerd.kata-qemu.v2` works where `runtime_path` names the shim (as kata-deploy does it), or where somebody put a script `containerd-shim-kata-qemu-v2` into the PATH of containerd.',
      bad: {
        ...main,
        text: `version = 3\n${v3('kata-qemu')}runtime_type = «"io.containerd.kata-qemu.v2"»\n${options}`,
      },
      good: {
        ...main,
        text: `version = 3\n${v3('kata-qemu')}runtime_type = "io.containerd.kata-qemu.v2"\nruntime_path = "/opt/kata/bin/containerd-shim-kata-v2"\n${options}`,
      },
      source:
        'docs/how-to/containerd-kata.md@4.1.0, tools/packaging/kata-deploy/binary/src/runtime/containerd.rs@4.1.0',
    },
    {
      id: 'containerd-sandboxer',
      summary: 'The sandboxer asks for an API that the Go shim does not have',
      severity: 'error',
      about:
        'With `sandboxer = "shim"` (`sandbox_mode` in containerd 1.7) containerd leaves the sandbox to the shim. runtime-rs serves that API since 3.14.0, the Go runtime does not. Only reported where `runtime_path` or `runtime_type` is the path of the Go shim.',
      bad: {
        ...main,
        text: `version = 3\n${v3('kata')}${settings}runtime_path = "/opt/kata/bin/containerd-shim-kata-v2"\nsandboxer = «"shim"»\n`,
      },
      good: {
        ...main,
        text: `version = 3\n${v3('kata')}${settings}runtime_path = "/opt/kata/runtime-rs/bin/containerd-shim-kata-v2"\nsandboxer = "shim"\n`,
      },
      source:
        'containerd: internal/cri/config/config.go@2.3.4 (Sandboxer); src/runtime-rs/crates/service/src/sandbox_service.rs@3.14.0',
    },
  ],
  check(config, report) {
    for (const runtime of config.runtimes) {
      if (checkType(config, runtime, report)) checkName(runtime, report);
      checkPath(runtime, report);
      checkSandboxer(runtime, report);
    }
  },
};
