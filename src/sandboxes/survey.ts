/** All sources of this host, asked side by side and put together. */
import { setTimeout as wait } from 'node:timers/promises';
import {
  CommandFailure,
  describeDockerRuntime,
  describeDockerRuntimes,
  dockerContexts,
  dockerInfo,
  parseDaemonJson,
  type DockerContext,
  type DockerRuntimeFacts,
  type Runner,
} from '../engines';
import { isKata } from '../knowledge';
import { runtimeByName, type RuntimeUseOf } from './listed';
import { mergeSandboxes } from './merge';
import type { RuntimeUse, Sandbox, SourceId, SourceKind, SourceState } from './model';
import { hostProc, hostProcesses, ProcessReader, type ProcFiles } from './proc';
import {
  containerdSource,
  criSource,
  dockerSource,
  nerdctlSource,
  podmanSource,
  type Answer,
  type Source,
} from './sources';

/** Engines that can be left out. */
export type EngineKind = Exclude<SourceKind, 'processes'>;

export interface SurveyOptions {
  readonly engines: readonly EngineKind[];
  /** The text of a file, such as /etc/docker/daemon.json; undefined where there is none or it can't be read. */
  readonly readText: (path: string) => Promise<string | undefined>;
  readonly proc?: ProcFiles;
  /** containerd's socket, where it is not at its usual place. */
  readonly containerd?: string;
}

/** What there is at one moment. */
export interface Snapshot {
  readonly sandboxes: readonly Sandbox[];
  /** One for each source that is there; engines that are not installed are left out. */
  readonly states: readonly SourceState[];
  /** false where /proc hides the processes of other users. */
  readonly processesComplete: boolean;
  /** Whether a Docker that answered has a runtime of Kata, or one called so; undefined where none answered. */
  readonly registered?: boolean;
}

/** A Docker daemon that is asked. */
export interface DockerDaemon {
  readonly id: SourceId;
  /** Undefined: the current context. */
  readonly context?: string;
}

interface Asked {
  readonly kind: EngineKind;
  readonly ask: Source;
  answer?: Answer;
  /** A question that has not been answered yet, and who can cancel it. */
  pending?: { readonly answered: Promise<void>; readonly signal: AbortSignal };
  /** Until when it is not asked again, on the clock of `performance.now()`. */
  restsUntil?: number;
}

/** How long a program that is not installed or not permitted is not tried again, in ms. */
const rest = 60_000;
/** How long a snapshot waits for engines other than Docker, in ms: containerd 1.x is silent for 10 s where it is away. */
const patience = 1_000;

/** Asks again and again; what a source that is away has said last stays. */
export class Survey {
  private readonly processes: ProcessReader;
  private readonly proc: ProcFiles;
  private asked: readonly Asked[] | undefined;
  private daemons: readonly DockerDaemon[] = [];
  private readonly runtimes = new Map<string, DockerRuntimeFacts>();

  constructor(
    private readonly runner: Runner,
    private readonly options: SurveyOptions,
  ) {
    this.proc = options.proc ?? hostProc;
    this.processes = new ProcessReader(this.proc);
  }

  /** The Docker daemons of the user's contexts; read once, then kept until `forget`. */
  async dockerDaemons(signal: AbortSignal): Promise<readonly DockerDaemon[]> {
    await this.sources(signal);
    return this.daemons;
  }

  /** Reads contexts and runtimes anew at the next refresh: after a daemon has read its configuration again. */
  forget(): void {
    this.asked = undefined;
    this.runtimes.clear();
  }

  /** Rejects only when it is cancelled. `docker: false` leaves out Docker, which tells when something has changed. */
  async refresh(signal: AbortSignal, { docker = true } = {}): Promise<Snapshot> {
    const asked = await this.sources(signal);
    const [table] = await Promise.all([
      this.processes.read(),
      ...asked
        .filter(({ kind, answer }) => docker || kind !== 'docker' || !answer)
        .map((each) => this.askAgain(each, signal)),
    ]);
    const answers = asked.flatMap(({ answer }) => answer ?? []);
    const runtimes = [...this.runtimes.values()].flatMap(describeDockerRuntimes);
    return {
      sandboxes: mergeSandboxes(
        answers.flatMap(({ listed }) => listed),
        table,
        hostProcesses(this.proc),
      ),
      states: answers.map(({ state }) => state).filter(({ problem }) => problem?.kind !== 'missing'),
      processesComplete: table.complete,
      ...(runtimes.length > 0 && {
        registered: runtimes.some(({ identity, name }) => identity === 'kata' || isKata(name)),
      }),
    };
  }

  /** A slow answer is there for the next snapshot; Docker's is waited for, as nobody would ask for the next one. */
  private async askAgain(asked: Asked, signal: AbortSignal): Promise<void> {
    if (asked.restsUntil !== undefined && performance.now() < asked.restsUntil) return;
    if (!asked.pending || asked.pending.signal.aborted)
      asked.pending = { answered: this.ask(asked, signal), signal };
    const { pending } = asked;
    const settled = pending.answered.finally(() => {
      if (asked.pending === pending) delete asked.pending;
    });
    if (asked.kind === 'docker') return settled;
    const timer = new AbortController();
    try {
      const late = wait(patience, undefined, { signal: timer.signal }).catch(() => undefined);
      await Promise.race([settled, late]);
    } finally {
      timer.abort();
      settled.catch(() => undefined); // Cancelled after nobody waited for it any more
    }
  }

  private async ask(asked: Asked, signal: AbortSignal): Promise<void> {
    const answer = await asked.ask(this.runner, signal);
    const { problem } = answer.state;
    delete asked.restsUntil;
    if (problem?.kind === 'missing' || (problem?.kind === 'not-permitted' && asked.kind !== 'docker'))
      asked.restsUntil = performance.now() + rest;
    // An engine that does not answer has not lost its containers
    asked.answer = problem && asked.answer ? { ...answer, listed: asked.answer.listed } : answer;
  }

  private async sources(signal: AbortSignal): Promise<readonly Asked[]> {
    if (this.asked) return this.asked;
    const wanted = (kind: EngineKind) => this.options.engines.includes(kind);
    this.daemons = wanted('docker') ? await this.findDaemons(signal) : [];
    const others: Readonly<Record<Exclude<EngineKind, 'docker'>, Source>> = {
      nerdctl: nerdctlSource,
      cri: criSource,
      containerd: containerdSource(this.options.containerd),
      podman: podmanSource,
    };
    return (this.asked = [
      ...this.daemons.map(({ id, context }): Asked => ({ kind: 'docker', ask: this.docker(id, context) })),
      ...(['nerdctl', 'cri', 'containerd', 'podman'] as const)
        .filter(wanted)
        .map((kind): Asked => ({ kind, ask: others[kind] })),
    ]);
  }

  /** A daemon for each endpoint of the contexts; just the current one where they can't be listed. */
  private async findDaemons(signal: AbortSignal): Promise<readonly DockerDaemon[]> {
    let contexts: readonly DockerContext[];
    try {
      contexts = await this.runner.run(dockerContexts(), signal);
    } catch (error) {
      if (!(error instanceof CommandFailure) || error.kind === 'cancelled') throw error;
      contexts = [];
    }
    const usable = contexts.filter(({ error, endpoint }) => error === undefined && endpoint !== '');
    if (usable.length === 0) return [{ id: { kind: 'docker', local: true, current: true } }];
    const rank = (context: DockerContext) => Number(context.current);
    const byEndpoint = new Map<string, DockerContext>();
    for (const context of [...usable].sort((a, b) => rank(b) - rank(a)))
      if (!byEndpoint.has(context.endpoint)) byEndpoint.set(context.endpoint, context);
    return [...byEndpoint.values()].map(({ name, endpoint, current }) => ({
      id: { kind: 'docker', name, local: isLocal(name, endpoint), ...(current && { current }) },
      context: name,
    }));
  }

  private docker(id: SourceId, context: string | undefined): Source {
    return async (runner, signal) => {
      const runtimeUse = await this.runtimeUse(id, context, runner, signal);
      return dockerSource(id, runtimeUse, context)(runner, signal);
    };
  }

  /** What the daemon's runtimes are; asked once. Where it does not answer, names have to do. */
  private async runtimeUse(
    id: SourceId,
    context: string | undefined,
    runner: Runner,
    signal: AbortSignal,
  ): Promise<RuntimeUseOf> {
    const key = id.name ?? '';
    let facts = this.runtimes.get(key);
    if (!facts) {
      try {
        const info = await runner.run(dockerInfo(context === undefined ? {} : { context }), signal);
        const file = id.local ? await this.options.readText('/etc/docker/daemon.json') : undefined;
        facts = {
          info,
          serverVersion: info.serverVersion,
          ...(file !== undefined && { daemon: parseDaemonJson(file) }),
        };
      } catch (error) {
        if (!(error instanceof CommandFailure) || error.kind === 'cancelled') throw error;
        return runtimeByName; // The list that follows says what is wrong
      }
      this.runtimes.set(key, facts);
    }
    return useOf(facts);
  }
}

/** The daemon behind a socket of this machine; that of Docker Desktop is in a VM of its own. */
const isLocal = (name: string, endpoint: string): boolean =>
  endpoint.startsWith('unix://') &&
  !name.startsWith('desktop-') &&
  !/\/\.docker\/(?:desktop|run)\//.test(endpoint);

function useOf(facts: DockerRuntimeFacts): RuntimeUseOf {
  const known = new Map<string, RuntimeUse>();
  return (name) => {
    let use = known.get(name);
    if (!use) {
      const byName = runtimeByName(name);
      const { identity, isolation, really, configPath } = describeDockerRuntime(name, facts);
      const claim = identity === 'kata' || byName.claim === 'kata' ? 'kata' : byName.claim;
      const pretends = byName.claim === 'kata' && isolation === 'container';
      use = {
        ...byName,
        claim,
        really,
        ...(pretends && { pretends: `What the engine starts for ${byName.name} is ${really}` }),
        ...(configPath !== undefined && { configPath }),
      };
      known.set(name, use);
    }
    return use;
  };
}
