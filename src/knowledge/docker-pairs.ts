/** What does not work between releases of Docker and of Kata: data/docker-pairs.json, and who is concerned by it. */
import pairs from './data/docker-pairs.json';
import { compareVersions } from './releases';
import type { Runtime } from './types';

/** What is known about a Docker and a Kata that shall work together; nothing is claimed where a part is missing. */
export interface DockerKata {
  /** The daemon's release, with whatever a distribution appends (`28.5.2+dfsg4`). */
  readonly docker?: string;
  /** Kata's release. */
  readonly kata?: string;
  readonly runtime?: Runtime;
  /** As in the configuration's `[hypervisor.NAME]`, or as RuntimeClasses call it. */
  readonly hypervisor?: string;
  /** How Docker is told to use Kata: an entry of daemon.json, or the shim's name at each `--runtime`. */
  readonly registration?: 'runtimeType' | 'name';
  /** `features.time-namespaces` is false in daemon.json. */
  readonly timeNamespacesOff?: boolean;
  /** A container with --privileged is meant. */
  readonly privileged?: boolean;
}

/** Something that does not work. */
export interface DockerProblem {
  /** `no-network`, `time-namespace`...; it never changes. */
  readonly id: string;
  /** error: containers don't start, or not as Kata, or without a network. */
  readonly severity: 'error' | 'warning' | 'information';
  /** What it concerns: whether containers start (as Kata), or their network. */
  readonly about: 'start' | 'network';
  readonly message: string;
  readonly fix: string;
  readonly source: string;
}

interface Pair extends DockerProblem {
  readonly docker?: { readonly from?: string; readonly below?: string };
  /** The first release of each runtime without the problem; a runtime that is not named never had it. */
  readonly kataBelow?: Partial<Record<Runtime, string>>;
  readonly registration?: DockerKata['registration'];
  readonly unlessTimeNamespacesOff?: boolean;
  readonly privileged?: boolean;
  readonly hypervisors?: readonly string[];
  readonly hypervisorsBut?: readonly string[];
}

/**
 * `28.5.2` of `28.5.2+dfsg4`, `24.0.0` of `v24.0`: Docker's releases and Debian's suffixes as a plain version;
 * undefined for what is none (`dev`, `library-import`).
 */
export function plainVersion(version: string | undefined): string | undefined {
  const match = /^v?(\d{1,6}\.\d{1,6})(\.\d{1,6})?(?![\d.])/.exec(version?.trim() ?? '');
  return match ? `${match[1] ?? ''}${match[2] ?? '.0'}` : undefined;
}

/** Whether a version is surely below another; undefined where it is not known. */
export function isBelow(version: string | undefined, limit: string): boolean | undefined {
  const plain = plainVersion(version);
  return plain === undefined ? undefined : compareVersions(plain, limit) < 0;
}

/** A Kata whose runtime is not known has the problem where both runtimes of its release have it. */
function kataHas(below: NonNullable<Pair['kataBelow']>, { kata, runtime }: DockerKata): boolean {
  const runtimes: readonly Runtime[] = runtime ? [runtime] : ['go', 'rs'];
  return runtimes.every((one) => {
    const limit = below[one];
    return limit !== undefined && isBelow(kata, limit) === true;
  });
}

function concerns(pair: Pair, known: DockerKata): boolean {
  const { docker, kataBelow, hypervisors, hypervisorsBut } = pair;
  const { hypervisor } = known;
  return (
    (docker?.from === undefined || isBelow(known.docker, docker.from) === false) &&
    (docker?.below === undefined || isBelow(known.docker, docker.below) === true) &&
    (kataBelow === undefined || kataHas(kataBelow, known)) &&
    (pair.registration === undefined || (known.registration ?? pair.registration) === pair.registration) &&
    (pair.unlessTimeNamespacesOff !== true || known.timeNamespacesOff !== true) &&
    (pair.privileged !== true || known.privileged === true) &&
    (hypervisors === undefined || (hypervisor !== undefined && hypervisors.includes(hypervisor))) &&
    (hypervisorsBut === undefined || (hypervisor !== undefined && !hypervisorsBut.includes(hypervisor)))
  );
}

/**
 * From which Docker on (`29.5`) a Kata has this problem, and the first Kata without it; undefined for a Kata that does
 * not have it. For whoever does not know Docker's release.
 */
export function dockerLimit(
  id: 'no-network' | 'time-namespace',
  known: Required<Pick<DockerKata, 'kata' | 'runtime' | 'timeNamespacesOff'>>,
): { readonly docker: string; readonly kata: string } | undefined {
  const pair = (pairs as readonly Pair[]).find((one) => one.id === id);
  const docker = pair?.docker?.from;
  const kata = pair?.kataBelow?.[known.runtime];
  if (!pair || docker === undefined || kata === undefined || !concerns(pair, { ...known, docker }))
    return undefined;
  return { docker: docker.replace(/(?:\.0)+$/, ''), kata };
}

/** What is known not to work, the gravest first; nothing where nothing is known. */
export function dockerKataProblems(known: DockerKata): readonly DockerProblem[] {
  const words: Readonly<Record<string, string | undefined>> = {
    docker: known.docker,
    kata: known.kata,
    hypervisor: known.hypervisor,
  };
  const order = ['error', 'warning', 'information'];
  return (pairs as readonly Pair[])
    .filter((pair) => concerns(pair, known))
    .map(({ id, severity, about, message, fix, source }) => ({
      id,
      severity,
      about,
      message: message.replace(/\{(\w+)\}/g, (placeholder, word: string) => words[word] ?? placeholder),
      fix,
      source,
    }))
    .sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}
