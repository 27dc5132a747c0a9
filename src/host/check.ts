/** What the host check says: checks, what they found, and the report that they make. */
import type { HostReader } from './reader';

export const statuses = ['ok', 'warning', 'failed', 'unknown', 'not-applicable'] as const;
/**
 * How a check ended. `failed`: Kata (or that TEE) can't run because of it. `warning`: something will not work as
 * wished. `unknown`: what would tell could not be read; never the same as no. `not-applicable`: no question here.
 */
export type Status = (typeof statuses)[number];

/** What a user can do about it. Nothing of it is ever done for them. */
export interface Remedy {
  /** One or two sentences: the BIOS setting by its vendor's name, the parameter, module, group or package. */
  readonly text: string;
  /** What can be copied or run in a terminal, with sudo where it needs root. May have several lines. */
  readonly command?: string;
  /** What can be copied is nothing for a terminal here: the content of a file, or a command for another machine. */
  readonly elsewhere?: true;
}

/** What one check found. */
export interface Check {
  /** `kvm`, `tee.sev-snp`, `docker.runtime.NAME`; it never changes. */
  readonly id: string;
  readonly topic: TopicId;
  readonly title: string;
  readonly status: Status;
  /** What was read and what it means, for a reader who is new to it. */
  readonly detail: string;
  readonly fix?: Remedy;
  /** Where the fact comes from: a file of Kata's or of the kernel's sources, or a document. */
  readonly source: string;
  /** Files that were looked at, with what stood there, for the report. */
  readonly evidence?: readonly Evidence[];
}

/** A file that a check looked at. */
export interface Evidence {
  readonly path: string;
  /** What stood there, cut short, or why it could not be read. */
  readonly found: string;
}

/** The groups of the report, in their order. */
export const topics = [
  'machine',
  'virtualization',
  'devices',
  'kernel',
  'resources',
  'tee',
  'gpu',
  'kata',
  'engines',
  'tools',
] as const;
export type TopicId = (typeof topics)[number];

/** One or several checks that look at the same thing. */
export interface Probe {
  /** The ids that it can give, or their common start with a star: `docker.runtime.*`. */
  readonly ids: readonly string[];
  /** In ms; default 2,000. A probe that is late gives its checks as unknown. */
  readonly timeLimit?: number;
  /** It is asked on macOS and Windows, too; others give not-applicable there. */
  readonly anySystem?: true;
  readonly run: (host: Host) => Promise<readonly Check[]>;
}

/** What a probe may look at. */
export interface Host {
  readonly reader: HostReader;
  /** What the machine is: read once, before the probes. */
  readonly machine: Machine;
  readonly signal: AbortSignal;
}

/** Places that one can be in; the innermost counts. */
export const places = ['codespaces', 'container', 'wsl', 'tee-guest', 'vm', 'metal'] as const;
export type Place = (typeof places)[number];

/** What the machine is, as far as files tell. */
export interface Machine {
  /** As `uname -m` says it: x86_64, aarch64, s390x, ppc64le; `unknown` where nothing tells. */
  readonly arch: string;
  /** The innermost place. */
  readonly inside: Place;
  /** All places that the machine shows, innermost first. */
  readonly places: readonly Place[];
  /** linux, darwin, win32: where the check runs. */
  readonly platform: NodeJS.Platform;
  /** GenuineIntel, AuthenticAMD, ARM...: the vendor as cpuinfo names it. */
  readonly vendor?: string;
  /** `AMD EPYC 9654 96-Core Processor` */
  readonly cpu?: string;
  readonly family?: number;
  readonly model?: number;
  /** Words of `flags`, `Features` or `features`. */
  readonly flags: ReadonlySet<string>;
  /** s390x: the numbers of `facilities`. */
  readonly facilities: ReadonlySet<number>;
  /** The running kernel's release, such as 6.8.0-45-generic. */
  readonly kernel?: string;
  /** Words of /proc/cmdline, without values that name disks, machines or people; undefined where it can't be read. */
  readonly parameters?: readonly string[];
  /** `Debian GNU/Linux 12 (bookworm)` */
  readonly distribution?: string;
  /** Strings of DMI by their file's name, such as sys_vendor. */
  readonly dmi: Readonly<Record<string, string>>;
  /** A hypervisor below us, by name, where something tells: kvm, microsoft, vmware, amazon, firecracker... */
  readonly hypervisor?: string;
  /** The TEE of the guest that we are in. */
  readonly teeGuest?: 'tdx' | 'sev-snp' | 'sev-es' | 'sev' | 'secure-execution' | 'cca';
  /** Memory in bytes. */
  readonly memory?: number;
}
