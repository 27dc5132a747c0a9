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
import { t } from '../text';
import { Asked } from './asked';
import { runtimeByName, type RuntimeUseOf } from './listed';
import { mergeSandboxes } from './merge';
import type { EngineKind, RuntimeUse, Sandbox, SourceState } from './model';
import { hostProc, hostProcesses, ProcessReader, type ProcessTable, type ProcFiles } from './proc';
import {
  containerdSource,
  criSource,
  dockerSource,
  nerdctlSource,
  podmanSource,
  type DockerDaemon,
  type Source,
} from './sources';

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
  /** Some source has not answered yet, not even that it can't. */
  readonly waiting?: true;
  /** Whether a Docker that answered has a runtime of Kata, or one called so; undefined where none answered. */
  readonly registered?: boolean;
}

interface Sources {
  readonly daemons: readonly DockerDaemon[];
  readonly asked: readonly Asked[];
}

/** How a survey is refreshed. */
export interface RefreshOptions {
  /** Who is asked. Docker tells by events when something has changed; `nobody` looks at processes only. Default: all. */
  readonly ask?: 'all' | 'eventless' | 'nobody';
  /**
   * Given, a source that is slow is not waited for: this is called when it has answered, with what is wrong with this
   * program if something is.
   */
  readonly late?: (error?: unknown) => void;
}

/** How long a slow source is waited for, in ms: an ssh host may be silent for minutes, containerd 1.x for 10 s. */
const patience = 1_500;

/** Asks again and again; what a source that is away has said last stays. */
export class Survey {
  private readonly processes: ProcessReader;
  private readonly proc: ProcFiles;
  private found: Promise<Sources> | undefined;
  private readonly runtimes = new Map<string, DockerRuntimeFacts>();

  constructor(
    private readonly runner: Runner,
    private readonly options: SurveyOptions,
  ) {
    this.proc = options.proc ?? hostProc;
    this.processes = new ProcessReader(this.proc);
  }

  /** The Docker daemons of the user's contexts; read once. */
  async dockerDaemons(signal: AbortSignal): Promise<readonly DockerDaemon[]> {
    return (await this.sources(signal)).daemons;
  }

  /** Asks for the runtimes anew at the next refresh: after a daemon has read its configuration again. */
  forget(): void {
    this.runtimes.clear();
  }

  /** Rejects only when it is cancelled. */
  async refresh(signal: AbortSignal, { ask = 'all', late }: RefreshOptions = {}): Promise<Snapshot> {
    const { asked } = await this.sources(signal);
    const wanted = asked.filter(({ kind }) => ask === 'all' || (ask === 'eventless' && kind !== 'docker'));
    const [table] = await Promise.all([
      this.processes.read(),
      late ? inTime(wanted, signal, late) : Promise.all(wanted.map((each) => each.again(signal))),
    ]);
    return this.snapshot(asked, table);
  }

  private snapshot(asked: readonly Asked[], table: ProcessTable): Snapshot {
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
      ...(answers.length < asked.length && { waiting: true }),
      ...(runtimes.length > 0 && {
        registered: runtimes.some(({ identity, name }) => identity === 'kata' || isKata(name)),
      }),
    };
  }

  private async sources(signal: AbortSignal): Promise<Sources> {
    for (;;) {
      this.found ??= this.findSources(signal).catch((error: unknown) => {
        this.found = undefined; // The next one finds them
        throw error;
      });
      try {
        return await this.found;
      } catch (error) {
        // Whoever began with it does not want to know any more
        const cancelled = error instanceof CommandFailure && error.kind === 'cancelled';
        if (signal.aborted || !cancelled) throw error;
      }
    }
  }

  private async findSources(signal: AbortSignal): Promise<Sources> {
    const wanted = (kind: EngineKind) => this.options.engines.includes(kind);
    const daemons = wanted('docker') ? await this.findDaemons(signal) : [];
    const others: Readonly<Record<Exclude<EngineKind, 'docker'>, Source>> = {
      nerdctl: nerdctlSource,
      cri: criSource,
      containerd: containerdSource(this.options.containerd),
      podman: podmanSource,
    };
    return {
      daemons,
      asked: [
        ...daemons.map((daemon) => {
          const use = (runner: Runner, signal: AbortSignal) => this.runtimeUse(daemon, runner, signal);
          return new Asked('docker', dockerSource(daemon, use), this.runner);
        }),
        ...(['nerdctl', 'cri', 'containerd', 'podman'] as const)
          .filter(wanted)
          .map((kind) => new Asked(kind, others[kind], this.runner)),
      ],
    };
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
      endpoint,
    }));
  }

  /** What the daemon's runtimes are; asked once. Where it does not answer, names have to do. */
  private async runtimeUse(
    { id, context }: DockerDaemon,
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
        const failed = error instanceof CommandFailure && error.kind !== 'cancelled';
        if (!failed || error.kind === 'timed-out') throw error;
        return runtimeByName; // The list that follows says better what is wrong
      }
      this.runtimes.set(key, facts);
    }
    return useOf(facts);
  }
}

/** Waits for those that answer soon. One that still works on an earlier question is slow. */
async function inTime(
  wanted: readonly Asked[],
  signal: AbortSignal,
  late: NonNullable<RefreshOptions['late']>,
): Promise<void> {
  const timer = new AbortController();
  const patient = wait(patience, undefined, { signal: timer.signal }).catch(() => undefined);
  const answers = wanted.map((each) => {
    const slow = each.isBusy;
    let waits = true;
    const answered = each.again(signal).then(
      () => {
        if (!waits) late();
      },
      (error: unknown) => {
        if (waits) throw error;
        if (!signal.aborted) late(error);
      },
    );
    return Promise.race([answered, slow ? Promise.resolve() : patient]).finally(() => {
      waits = false;
    });
  });
  try {
    await Promise.all(answers);
  } finally {
    timer.abort();
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
        ...(pretends && { pretends: t('What the engine starts for {0} is {1}', byName.name, really) }),
        ...(configPath !== undefined && { configPath }),
      };
      known.set(name, use);
    }
    return use;
  };
}
