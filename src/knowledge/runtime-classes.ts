/** The RuntimeClasses that Kata's own installer (kata-deploy) brings, per release. */
import extracted from './data/runtime-classes.json';
import curated from './data/runtime-classes-curated.json';
import { compareVersions, knownIn, type Lifetime } from './releases';
import type { Runtime } from './types';

/** A technology that protects a guest from its host. */
export type Tee = 'amd-sev' | 'amd-sev-snp' | 'intel-tdx' | 'ibm-secure-execution' | 'arm-cca';

/** What a RuntimeClass asks for from some release on. */
export interface RuntimeClassVersion {
  readonly since: string;
  readonly overhead: { readonly memory: string; readonly cpu: string };
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly arches?: readonly string[];
  /** Not installed unless asked for. */
  readonly off?: boolean;
  readonly snapshotter?: string;
}

/** A RuntimeClass; its handler has the same name. */
export interface RuntimeClass extends Lifetime {
  readonly name: string;
  readonly history: readonly RuntimeClassVersion[];
  readonly hypervisor: string;
  readonly runtime: Runtime;
  /** Absent: none. `unknown`: it depends on where the pod's VM runs (peer pods). */
  readonly tee?: Tee | 'unknown';
  readonly gpu?: boolean;
  readonly confidential?: boolean;
  /** The confidential stack without a TEE, for development. */
  readonly development?: boolean;
  readonly replacement?: string;
}

let all: ReadonlyMap<string, RuntimeClass> | undefined;

/** Every RuntimeClass that a known release shipped, by name. */
export function runtimeClasses(): ReadonlyMap<string, RuntimeClass> {
  if (!all) {
    const shipped = extracted as unknown as Readonly<
      Record<string, Lifetime & Pick<RuntimeClass, 'history'>>
    >;
    const words = curated as unknown as Readonly<
      Record<string, Omit<RuntimeClass, 'name' | 'history' | keyof Lifetime>>
    >;
    all = new Map(
      Object.entries(shipped).flatMap(([name, entry]) => {
        const known = words[name];
        return known ? [[name, { ...entry, ...known, name }] as const] : [];
      }),
    );
  }
  return all;
}

/** The RuntimeClass of that name (or handler), in some release or other. */
export function runtimeClass(name: string): RuntimeClass | undefined {
  return runtimeClasses().get(name);
}

/** What a RuntimeClass asks for in a release; undefined where that release does not ship it. */
export function runtimeClassIn(entry: RuntimeClass, version: string): RuntimeClassVersion | undefined {
  if (knownIn(entry, version) !== 'yes') return undefined;
  return entry.history.findLast(({ since }) => compareVersions(since, version) <= 0);
}
