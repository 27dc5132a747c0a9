/** The keys of a runtime's table: what they mean, and which containerd reads them. For rules, hovers and completion. */

/** A key of an engine's configuration. */
export interface EngineKey {
  readonly type: 'string' | 'boolean' | 'strings' | 'integer' | 'table';
  /** One or two sentences of Markdown. */
  readonly about: string;
  /** Versions of the file whose plugin reads it: 2 (containerd 1.x), 3 (2.x; version 4 is alike). Absent: both. */
  readonly only?: 2 | 3;
  /** What it usually is for Kata, as it is written. */
  readonly value?: string;
}

/** Keys of `[plugins.PLUGIN.containerd.runtimes.HANDLER]` (containerd 1.6 to 2.3). */
export const runtimeKeys: Readonly<Record<string, EngineKey>> = {
  runtime_type: {
    type: 'string',
    value: '"io.containerd.kata.v2"',
    about:
      'Which shim starts the sandbox: of a name the last two parts make the program, here `containerd-shim-kata-v2`. The absolute path of a shim is allowed, too.',
  },
  runtime_path: {
    type: 'string',
    value: '"/opt/kata/runtime-rs/bin/containerd-shim-kata-v2"',
    about:
      'Absolute path of the shim. containerd then does not look at the name in `runtime_type`. Kata has two shims: `/opt/kata/runtime-rs/bin` (runtime-rs) and `/opt/kata/bin` (Go).',
  },
  pod_annotations: {
    type: 'strings',
    value: '["io.katacontainers.*"]',
    about:
      "Pod annotations that containerd hands on to the shim, as patterns. Without `io.katacontainers.*` none of Kata's annotations has an effect, init-data and the agent's policy included.",
  },
  container_annotations: {
    type: 'strings',
    about: 'Container annotations that containerd hands on. Only device plugins set such annotations.',
  },
  privileged_without_host_devices: {
    type: 'boolean',
    value: 'true',
    about:
      "A privileged container gets no device of the host. Without it containerd asks Kata to pass all of the host's devices into the guest, which usually fails.",
  },
  privileged_without_host_devices_all_devices_allowed: {
    type: 'boolean',
    about:
      'Lets such a container use any device that it finds (containerd 1.7). Needs `privileged_without_host_devices`.',
  },
  snapshotter: {
    type: 'string',
    about:
      'The snapshotter for pods of this runtime (containerd 1.7), such as `nydus` for images that the guest pulls itself or `devmapper` for Firecracker. In files of version 3 the images plugin needs it, too: `runtime_platforms.HANDLER.snapshotter`.',
  },
  options: { type: 'table', about: "Options for the shim. Kata's reads `ConfigPath`." },
  base_runtime_spec: {
    type: 'string',
    about: 'A JSON file with an OCI specification that all containers of this runtime start from.',
  },
  cni_conf_dir: { type: 'string', about: "Folder of the network's configuration for pods of this runtime." },
  cni_max_conf_num: { type: 'integer', about: 'How many files of that folder are used; 0: all.' },
  sandboxer: {
    type: 'string',
    only: 3,
    about:
      'Who makes the sandbox: `podsandbox` (containerd, the default) or `shim` (the sandbox API, which runtime-rs serves and the Go shim does not).',
  },
  sandbox_mode: { type: 'string', only: 2, about: 'The name of `sandboxer` in containerd 1.7.' },
  io_type: {
    type: 'string',
    only: 3,
    about: "How a container's streams are carried: `fifo` or `streaming`.",
  },
  cgroup_writable: {
    type: 'boolean',
    only: 3,
    about: 'Containers that are not privileged may write to their cgroup (containerd 2.1, cgroup v2).',
  },
  runtime_engine: {
    type: 'string',
    only: 2,
    about: 'Only for the runtime `io.containerd.runtime.v1.linux`.',
  },
  runtime_root: { type: 'string', only: 2, about: 'Only for the runtime `io.containerd.runtime.v1.linux`.' },
};

/** Keys of a runtime's `options` that reach Kata. */
export const optionKeys: Readonly<Record<string, EngineKey>> = {
  ConfigPath: {
    type: 'string',
    value: '"/opt/kata/share/defaults/kata-containers/runtime-rs/configuration-qemu-runtime-rs.toml"',
    about:
      'Absolute path of the Kata configuration for this runtime. Without it the shim takes the first that it finds, `/etc/kata-containers/configuration.toml` before those of the release. `ctr` and `nerdctl` do not hand it on.',
  },
  TypeUrl: { type: 'string', about: 'The type of the options; Kata does without.' },
  ConfigBody: { type: 'string', about: 'Options as they stand; Kata does not read them.' },
};

/** Keys of `[plugins.PLUGIN.containerd]` that matter to Kata. */
export const containerdKeys: Readonly<Record<string, EngineKey>> = {
  default_runtime_name: {
    type: 'string',
    about:
      'The runtime of pods without a RuntimeClass. With Kata here every pod of the node gets a VM; those on the host network do not work then.',
  },
  snapshotter: {
    type: 'string',
    only: 2,
    about:
      'The snapshotter of all runtimes that name none themselves. In files of version 3 it is a key of the images plugin.',
  },
  disable_snapshot_annotations: {
    type: 'boolean',
    only: 2,
    about:
      'Must be `false` for `nydus`, which needs the name of the image. In files of version 3 it is a key of the images plugin.',
  },
};
