/** The keys of a runtime in Docker's daemon.json: what they mean for Kata. For rules, hovers and completion. */
import type { EngineKey } from '../containerd/keys';

/** Keys of `runtimes.NAME`. */
export const dockerKeys: Readonly<Record<string, EngineKey>> = {
  runtimeType: {
    type: 'string',
    value: '"/opt/kata/runtime-rs/bin/containerd-shim-kata-v2"',
    about:
      'The shim: its absolute path, or a name such as `io.containerd.kata.v2`, whose last two parts make the program. Docker 24 and later; older ones ignore it and start runc, without a VM and without a word. With Kata use Docker 26 or later.',
  },
  options: { type: 'table', about: "Options for the shim. Kata's reads `ConfigPath`." },
  path: {
    type: 'string',
    about: 'An OCI runtime such as runc. Not for Kata, which has had none since 2.0.',
  },
  runtimeArgs: {
    type: 'strings',
    about: 'Arguments for the program in `path`. Not together with `runtimeType`.',
  },
};

/** Keys of `options` that Docker hands on to Kata. */
export const dockerOptionKeys: Readonly<Record<string, EngineKey>> = {
  ConfigPath: {
    type: 'string',
    value: '"/opt/kata/share/defaults/kata-containers/runtime-rs/configuration-qemu-runtime-rs.toml"',
    about:
      'Absolute path of the Kata configuration for this runtime. Without it the shim takes the first that it finds, `/etc/kata-containers/configuration.toml` before those of the release.',
  },
  TypeUrl: {
    type: 'string',
    value: '"runtimeoptions.v1.Options"',
    about: 'The type of the options; Kata does without.',
  },
  ConfigBody: { type: 'string', about: 'Options as they stand; Kata does not read them.' },
};
