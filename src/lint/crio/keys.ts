/** The keys of a CRI-O runtime's table: what they mean for Kata. For rules, hovers and completion. */
import type { EngineKey } from '../containerd/keys';

const others = [
  'monitor_path',
  'monitor_cgroup',
  'monitor_env',
  'monitor_exec_cgroup',
  'platform_runtime_paths',
  'container_min_memory',
  'no_sync_log',
  'inherit_default_runtime',
  'default_annotations',
  'stream_websockets',
  'exec_cpu_affinity',
  'seccomp_profile',
  'container_create_timeout',
] as const;

/** Keys of `[crio.runtime.runtimes.HANDLER]` that matter to Kata. */
export const crioKeys: Readonly<Record<string, EngineKey>> = {
  runtime_path: {
    type: 'string',
    value: '"/opt/kata/runtime-rs/bin/containerd-shim-kata-v2"',
    about:
      'Absolute path of the shim. Its file name must begin with `containerd-shim-`. Kata has two shims: `/opt/kata/runtime-rs/bin` (runtime-rs) and `/opt/kata/bin` (Go).',
  },
  runtime_type: {
    type: 'string',
    value: '"vm"',
    about:
      'How CRI-O talks to the runtime. Kata needs `vm`; without the key it is `oci`, which starts the shim as if it were runc.',
  },
  runtime_root: {
    type: 'string',
    value: '"/run/vc"',
    about: 'Folder of the state of running containers.',
  },
  runtime_config_path: {
    type: 'string',
    value: '"/opt/kata/share/defaults/kata-containers/runtime-rs/configuration-qemu-runtime-rs.toml"',
    about:
      'Absolute path of the Kata configuration for this runtime (CRI-O 1.24), only with `runtime_type = "vm"`. CRI-O leaves the runtime out where the file is not there. Without it the shim takes the first that it finds.',
  },
  privileged_without_host_devices: {
    type: 'boolean',
    value: 'true',
    about:
      'A privileged container gets no device of the host. Without it CRI-O asks Kata to pass all of them into the guest, which usually fails.',
  },
  runtime_pull_image: {
    type: 'boolean',
    value: 'true',
    about: 'The guest pulls the image itself, and CRI-O does not (CRI-O 1.30). For Confidential Containers.',
  },
  allowed_annotations: {
    type: 'strings',
    about:
      "CRI-O's own experimental annotations that this runtime may act on. Those of Kata do not belong here: CRI-O hands every pod annotation on.",
  },
};

/** Every key that CRI-O 1.36 reads in the table. */
export const knownKeys: readonly string[] = [...Object.keys(crioKeys), ...others];
