/** Texts that the rules' examples are made of. */
import type { EngineFamily } from '../../runtimes/run';
import type { ContainerdConfig } from '../model';

export type ContainerdFamily = EngineFamily<ContainerdConfig>;

/** An example's file: the one that containerd starts with. */
export const main = { kind: 'containerd', path: 'config.toml' } as const;

/** The header of a runtime's table in file version 3. */
export const v3 = (handler: string): string =>
  `[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.${handler}]\n`;

/** The same in file version 2. */
export const v2 = (handler: string): string =>
  `[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.${handler}]\n`;

/** What every Kata runtime should have. */
export const settings =
  'runtime_type = "io.containerd.kata.v2"\nprivileged_without_host_devices = true\npod_annotations = ["io.katacontainers.*"]\n';
