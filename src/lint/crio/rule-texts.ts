/** What the pages of CRI-O's rules say. */
import type { Rule } from '../rule';

const file = { kind: 'crio', path: 'crio.conf.d/50-kata' } as const;
const head = '[crio.runtime.runtimes.kata]\n';
const path = 'runtime_path = "/opt/kata/bin/containerd-shim-kata-v2"\n';
const type = 'runtime_type = "vm"\n';
const devices = 'privileged_without_host_devices = true\n';
const good = { ...file, text: `${head}${path}${type}runtime_root = "/run/vc"\n${devices}` };
const folder = '/opt/kata/share/defaults/kata-containers';

export const ruleTexts: readonly Rule[] = [
  {
    id: 'crio-syntax',
    summary: "The text of a CRI-O configuration with Kata's runtimes is not valid TOML",
    severity: 'error',
    about:
      'CRI-O does not start with a file that is not TOML, and with it no pod of the node. A table or a key that is defined twice in one file counts as such an error. Everything else in the file is still checked. Not reported where a TOML extension already reports syntax errors.',
    bad: { ...file, text: `${head}${path}runtime_type = «vm»\n${devices}` },
    good,
    source: 'CRI-O: pkg/config/config.go@1.36.3 (UpdateFromDropInFile)',
  },
  {
    id: 'crio-runtime-table',
    summary: 'A table that looks like a Kata runtime is one that CRI-O does not read',
    severity: 'error',
    about:
      'A runtime is the table `[crio.runtime.runtimes.HANDLER]`. CRI-O ignores tables that it does not know, without a word.',
    bad: { ...file, text: `[crio.runtimes.«kata»]\n${path}${type}${devices}` },
    good,
    source: 'docs/how-to/how-to-use-k8s-with-crio-and-kata.md@4.1.0',
  },
  {
    id: 'crio-runtime-type',
    summary: 'The runtime_type of a Kata runtime is not vm',
    severity: 'error',
    about:
      'CRI-O knows three ways to talk to a runtime. Kata has a shim and needs `vm`. Without the key CRI-O takes `oci` and starts the shim like runc; with another word, or with `runtime_config_path` and not `vm`, it leaves the runtime out.',
    bad: { ...file, text: `${head}${path}runtime_type = «"oci"»\n${devices}` },
    good,
    source: 'CRI-O: pkg/config/config.go@1.36.3 (ValidateRuntimeType, ValidateRuntimeConfigPath)',
  },
  {
    id: 'crio-runtime-path',
    summary: 'The runtime_path of a Kata runtime is not the absolute path of a shim',
    severity: 'error',
    about:
      'For the type `vm` the file name must begin with `containerd-shim-`. CRI-O leaves out a runtime whose path does not fit, and pods that ask for it fail. `kata-runtime` is a tool for administrators since Kata 2.0.',
    bad: { ...file, text: `${head}runtime_path = «"/usr/bin/kata-runtime"»\n${type}${devices}` },
    good,
    source: 'CRI-O: pkg/config/config.go@1.36.3 (ValidateRuntimePath, ValidateRuntimeVMBinaryPattern)',
  },
  {
    id: 'crio-config-path',
    summary: 'The Kata configuration does not fit the handler, the shim or the release',
    severity: 'warning',
    about:
      "The handler's name is all that a pod asks for; `runtime_config_path` decides what it gets. A path must be absolute. A handler with the name of a TEE and the configuration of an ordinary VM is an error, as is a configuration of the Go runtime with the shim of runtime-rs, which refuses it. A configuration that the release does not bring (any more) is a warning.",
    bad: {
      ...file,
      text: `[crio.runtime.runtimes.kata-qemu-tdx]\n${path}${type}${devices}runtime_config_path = «"${folder}/configuration-qemu.toml"»\n`,
    },
    good: {
      ...file,
      text: `[crio.runtime.runtimes.kata-qemu-tdx]\n${path}${type}${devices}runtime_config_path = "${folder}/configuration-qemu-tdx.toml"\n`,
    },
    source:
      'tools/packaging/kata-deploy/binary/src/runtime/crio.rs@4.1.0, tools/packaging/kata-deploy/binary/src/utils/system.rs@4.1.0',
  },
  {
    id: 'crio-privileged',
    summary: 'Privileged containers are given the devices of the host',
    severity: 'information',
    about:
      "Without `privileged_without_host_devices = true` CRI-O lists all of the host's devices for a privileged container, and Kata is to bring them into the guest. That usually fails, and where it works it takes the isolation away. One finding stands for all runtimes of the file that lack it.",
    bad: { ...file, text: `[crio.runtime.runtimes.«kata»]\n${path}${type}` },
    good,
    source: 'docs/how-to/privileged.md@4.1.0',
  },
  {
    id: 'crio-annotations',
    summary: "allowed_annotations has an annotation that is not CRI-O's",
    severity: 'error',
    about:
      "`allowed_annotations` permits CRI-O's own experimental annotations and nothing else: with any other entry CRI-O leaves the runtime out. Annotations of Kata are handed on without it. Which of them Kata obeys, its own `enable_annotations` says.",
    bad: {
      ...file,
      text: `${head}${path}${type}${devices}allowed_annotations = [«"io.katacontainers.*"»]\n`,
    },
    good,
    source: 'CRI-O: pkg/config/config.go@1.36.3 (validateAllowedAndGenerateDisallowedAnnotations)',
  },
  {
    id: 'crio-unknown-key',
    summary: 'A key of a Kata runtime is one that CRI-O does not read there',
    severity: 'warning',
    about: 'CRI-O ignores keys that it does not know, without a word. Often they are those of containerd.',
    bad: {
      ...file,
      text: `${head}${path}${type}${devices}«ConfigPath» = "/etc/kata-containers/configuration.toml"\n`,
    },
    good: {
      ...file,
      text: `${head}${path}${type}${devices}runtime_config_path = "/etc/kata-containers/configuration.toml"\n`,
    },
    source: 'CRI-O: pkg/config/config.go@1.36.3 (RuntimeHandler)',
  },
  {
    id: 'crio-default-runtime',
    summary: 'Kata is the runtime of pods that ask for none',
    severity: 'information',
    about:
      'With Kata as `default_runtime` the pods of the node itself get a VM, too, and those on the host network do not work there.',
    bad: { ...file, text: `[crio.runtime]\ndefault_runtime = «"kata"»\n${good.text}` },
    good,
    source: 'docs/Limitations.md@4.1.0 (host network)',
  },
];
