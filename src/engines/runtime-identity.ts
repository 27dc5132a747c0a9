/** What a container runtime is, from the name of its program or its shim. */
import { baseName, isKataRuntimeProgram, isKataShim, shimOf } from '../knowledge';
import { t } from '../text';

/** Which runtime it is; `unknown` where its names tell nothing. */
export type RuntimeIdentity =
  'kata' | 'runc' | 'crun' | 'youki' | 'gvisor' | 'sysbox' | 'nvidia' | 'wasm' | 'firecracker' | 'unknown';

/** What stands between a container and the host's kernel. */
export type Isolation = 'vm' | 'user-space-kernel' | 'container' | 'unknown';

interface Kind {
  readonly isolation: Isolation;
  /** As the subject of a sentence. */
  readonly title: string;
}

const kinds = (): Readonly<Record<RuntimeIdentity, Kind>> => ({
  kata: { isolation: 'vm', title: 'Kata Containers' },
  runc: { isolation: 'container', title: 'runc' },
  crun: { isolation: 'container', title: 'crun' },
  youki: { isolation: 'container', title: 'youki' },
  gvisor: { isolation: 'user-space-kernel', title: 'gVisor' },
  sysbox: { isolation: 'container', title: 'Sysbox' },
  nvidia: { isolation: 'container', title: t("NVIDIA's wrapper around runc") },
  wasm: { isolation: 'container', title: t('a runtime for WebAssembly') },
  firecracker: { isolation: 'vm', title: 'firecracker-containerd' },
  unknown: { isolation: 'unknown', title: t('a runtime that is not known') },
});

/** What it isolates with, and how it is called in a sentence. */
export const runtimeKind = (identity: RuntimeIdentity): Kind => kinds()[identity];

const programs: readonly (readonly [RegExp, RuntimeIdentity])[] = [
  [/^(?:docker-)?runc$/, 'runc'],
  [/^crun(?:-[\w-]+)?$/, 'crun'],
  [/^youki$/, 'youki'],
  [/^runsc$/, 'gvisor'],
  [/^sysbox-runc$/, 'sysbox'],
  [/^nvidia-container-runtime(?:\.\w+)?$/, 'nvidia'],
];

const shims: readonly (readonly [RegExp, RuntimeIdentity])[] = [
  [/^containerd-shim-runc-v\d$/, 'runc'],
  [/^containerd-shim-runsc-v\d$/, 'gvisor'],
  [/^containerd-shim-(?:wasmedge|wasmtime|wasmer|wasm|wws|spin|slight|lunatic)-v\d$/, 'wasm'],
  [/^containerd-shim-aws-firecracker$/, 'firecracker'],
];

const match = (name: string, table: typeof programs): RuntimeIdentity =>
  table.find(([pattern]) => pattern.test(name))?.[1] ?? 'unknown';

/** An OCI program, such as /usr/bin/runc. */
export function identityOfProgram(path: string): RuntimeIdentity {
  if (isKataRuntimeProgram(path)) return 'kata';
  return match(baseName(path), programs);
}

/** A shim by its file name (`containerd-shim-kata-v2`) or path. */
export function identityOfShim(binary: string): RuntimeIdentity {
  const name = baseName(binary);
  return isKataShim(name) ? 'kata' : match(name, shims);
}

/**
 * What containerd starts for a runtime type such as `io.containerd.kata.v2`, an absolute path included.
 * `binaryName` is the OCI program that runc's shim is told to start.
 */
export function identityOfType(type: string, binaryName?: string): RuntimeIdentity {
  if (type === 'io.containerd.runtime.v1.linux') return 'runc';
  const shim = shimOf(type);
  if (shim.kind === 'invalid') return 'unknown';
  const identity = identityOfShim(shim.binary);
  return identity === 'runc' && binaryName !== undefined ? identityOfProgram(binaryName) : identity;
}
