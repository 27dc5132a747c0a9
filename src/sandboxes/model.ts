/** A sandbox as the tree shows it, whatever started it, and the sources that it is put together from. */
import type { Tee, Vmm } from '../knowledge';

/** Who lists containers. `processes`: nobody does; only the process table shows the sandbox. */
export type SourceKind = 'docker' | 'nerdctl' | 'containerd' | 'cri' | 'podman' | 'processes';

/** Engines that can be left out. */
export type EngineKind = Exclude<SourceKind, 'processes'>;

/** One place that containers are listed at: a Docker context, a containerd namespace, this host. */
export interface SourceId {
  readonly kind: SourceKind;
  /** Docker's context or containerd's namespace. */
  readonly name?: string;
  /** Its containers run on this machine, so the process table belongs to them. */
  readonly local: boolean;
  /** The Docker that a plain `docker` talks to. */
  readonly current?: true;
}

/** What a source lists: a container, or a pod with its containers. */
export interface Listed {
  readonly source: SourceId;
  /** Id of the sandbox: of the container itself, or of the pod's sandbox. */
  readonly id: string;
  readonly name: string;
  readonly state: SandboxState;
  /** The runtime's name as the user wrote it. */
  readonly runtime: RuntimeUse;
  /** Of the first process on the host; with Kata that of the VMM. */
  readonly pid?: number;
  readonly image?: string;
  readonly ports?: readonly string[];
  /** In ms since 1970. */
  readonly startedAt?: number;
  readonly group?: Group;
  /** The folder that a dev container was made for. */
  readonly devContainerFolder?: string;
  /** Of a pod. */
  readonly containers?: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: SandboxState;
  }[];
  /** Why it did not start. */
  readonly error?: string;
}

export type SandboxState = 'created' | 'running' | 'paused' | 'restarting' | 'stopped' | 'unknown';

/** A compose project, a namespace of Kubernetes. */
export interface Group {
  readonly kind: 'compose' | 'namespace';
  readonly name: string;
}

/** The runtime that somebody asked for, and what it is. */
export interface RuntimeUse {
  readonly name: string;
  /** `kata`: the engine's configuration or the name's form says Kata. `other`: it says something else. */
  readonly claim: 'kata' | 'other' | 'unknown';
  /** What it really is, where the engine's configuration tells: `runc`, `gVisor`, the shim's path. */
  readonly really?: string;
  /** Its name says Kata, but by the engine's configuration it starts no VM: one sentence on what it starts. */
  readonly pretends?: string;
  /** Kata's configuration.toml, where the engine's configuration names it. */
  readonly configPath?: string;
}

/** Whether a sandbox is a VM, and how that is known. */
export interface Isolation {
  readonly verdict: 'vm' | 'not-vm' | 'unknown';
  /** One sentence. */
  readonly reason: string;
}

/** One sandbox. */
export interface Sandbox extends Listed {
  readonly isolation: Isolation;
  readonly hypervisor?: Vmm | 'dragonball' | 'remote';
  /** What was declared when the VM was started, or by the runtime's name; only attestation proves it. */
  readonly tee?: Tee;
  readonly vcpus?: number;
  /** In bytes. */
  readonly memory?: number;
  /** Path of the guest's kernel. */
  readonly kernel?: string;
  readonly vmm?: ProcessUse;
  readonly shim?: ProcessUse;
  readonly virtiofsd?: readonly ProcessUse[];
}

/** A process of a sandbox on the host. */
export interface ProcessUse {
  readonly pid: number;
  /** The program as it was started. */
  readonly program: string;
  /** Resident memory in bytes. */
  readonly rss?: number;
}

/** How a source answered. Stale sandboxes are kept by who shows them. */
export interface SourceState {
  readonly source: SourceId;
  /** Undefined where it answered. */
  readonly problem?: {
    readonly kind: 'missing' | 'not-permitted' | 'unreachable' | 'timed-out' | 'failed';
    /** Cause and next step. */
    readonly message: string;
    /** For a terminal. */
    readonly command?: string;
  };
}
