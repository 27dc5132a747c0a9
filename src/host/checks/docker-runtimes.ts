/** Docker's runtimes, each with what it really is, and whether one of Kata could start a sandbox. */
import { describeDockerRuntimes, type DockerRuntime } from '../../engines';
import { dockerKataProblems, isKata } from '../../knowledge';
import { t } from '../../text';
import type { Check, Remedy, Status } from '../check';
import type { DockerState } from '../docker';
import type { InstalledShim } from '../kata';
import { judgeKataRuntime } from '../kata-runtime';
import type { HostReader } from '../reader';
import { result, type About } from '../result';
import { shellWord } from '../shell';

/** A runtime of Kata whose shim was looked at. */
export interface JudgedRuntime {
  readonly name: string;
  readonly shim?: InstalledShim;
}

const aboutRuntime = (name: string): About => ({
  id: `docker.runtime.${name}`,
  topic: 'engines',
  title: t('Docker runtime {0}', name),
  source:
    'daemon/info_unix.go and daemon/runtime_unix.go in moby v23.0 to v29.5, docs/how-to/how-to-use-kata-with-docker.md@4.1.0',
});

interface Verdict {
  readonly status: Status;
  readonly detail: string;
  readonly fix?: Remedy;
  readonly judged?: JudgedRuntime;
}

/** Checks of all runtimes, and those of them that are Kata's. */
export async function runtimeChecks(
  reader: HostReader,
  state: DockerState,
  release: string | undefined,
): Promise<{ readonly checks: readonly Check[]; readonly judged: readonly JudgedRuntime[] }> {
  const { info, file, server } = state;
  const daemon = file?.daemon;
  const runtimes = describeDockerRuntimes({
    ...(info && { info }),
    // A broken file is not what a running daemon has read
    ...(daemon && !(info && daemon.problem) && { daemon }),
    ...(server !== undefined && { serverVersion: server }),
  });
  const verdicts = await Promise.all(
    runtimes.map(async (runtime) => ({ runtime, verdict: await judge(reader, state, runtime, release) })),
  );
  const evidence =
    file?.reading.kind === 'text' && runtimes.length > 0 ? [{ path: file.path, found: t('was read') }] : [];
  return {
    checks: verdicts.map(({ runtime, verdict }) => {
      const { status, detail, fix } = verdict;
      const isDefault = runtime.isDefault && runtime.name !== 'runc' ? t(' It is the default.') : '';
      return result(aboutRuntime(runtime.name), status, `${detail}${isDefault}`, fix, evidence);
    }),
    judged: verdicts.flatMap(({ verdict }) => verdict.judged ?? []),
  };
}

async function judge(
  reader: HostReader,
  state: DockerState,
  runtime: DockerRuntime,
  release: string | undefined,
): Promise<Verdict> {
  const { name, identity, isolation, problem, really, guessed } = runtime;
  if (problem)
    return {
      // What is broken beside Kata is no question of this check, but a file that Docker refuses is
      status:
        identity === 'kata' || isKata(name) || problem.id === 'invalid-entry' ? 'failed' : 'not-applicable',
      detail: `${really} ${problem.message}`,
      fix: { text: problem.fix, ...(problem.command !== undefined && { command: problem.command }) },
    };
  if (identity !== 'kata') {
    if (isolation === 'unknown')
      return guessed
        ? { status: 'unknown', detail: really, fix: prove(name) }
        : { status: 'not-applicable', detail: really };
    const kernel =
      isolation === 'container' ? t("Containers share the host's kernel.") : t('It is no runtime of Kata.');
    return { status: 'not-applicable', detail: `${really} ${kernel}` };
  }
  if (!state.local)
    return {
      status: 'unknown',
      detail: t("{0} Its shim is on the machine of the daemon, which can't be seen from here.", really),
      fix: prove(name),
    };
  return judgeKata(reader, state, runtime, release);
}

/** The proof that needs nothing but Docker: a VM has a kernel of its own. */
const prove = (name: string): Remedy => ({
  text: t("Start a container and look at its kernel: with Kata it is another one than the host's."),
  command: `docker run --rm --runtime ${shellWord(name)} busybox uname -r`,
});

/**
 * Kata on this machine. Where the daemon was not asked, the file alone makes it `ok`: everything that would start a
 * sandbox is there, and of a Docker older than 24, which would run runc instead, there is no sign in files.
 */
async function judgeKata(
  reader: HostReader,
  state: DockerState,
  { name, shim = '', configPath, really }: DockerRuntime,
  release: string | undefined,
): Promise<Verdict> {
  const found = await judgeKataRuntime(reader, {
    shim,
    ...(configPath !== undefined && { configPath }),
    ...(release !== undefined && { release }),
  });
  const judged: JudgedRuntime = { name, ...(found.shim && { shim: found.shim }) };
  const fix = found.fix && { fix: found.fix };
  if (found.status !== 'ok')
    return { status: found.status, detail: `${really} ${found.detail}`, ...fix, judged };
  const { server } = state;
  const { version, runtime } = found.shim ?? {};
  const [problem] = dockerKataProblems({
    registration: 'runtimeType',
    ...(server !== undefined && { docker: server }),
    ...(version !== undefined && { kata: version }),
    ...(runtime && { runtime }),
    ...(found.hypervisor !== undefined && { hypervisor: found.hypervisor }),
    timeNamespacesOff: state.file?.daemon?.timeNamespacesOff === true,
  }).filter(({ about, severity }) => about === 'start' && severity !== 'information');
  if (problem)
    return {
      status: problem.severity === 'error' ? 'failed' : 'warning',
      detail: `${really} ${problem.message}`,
      fix: { text: problem.fix },
      judged,
    };
  if (state.kind === 'rootless')
    return { status: 'failed', detail: t('{0} But Kata fails under rootless Docker.', really), judged };
  if (state.kind === 'snap')
    return {
      status: 'unknown',
      detail: t("{0} Whether Docker's snap may start it is not known.", really),
      judged,
    };
  if (state.info) return { status: 'ok', detail: `Kata: ${found.detail}`, judged };
  const said = `Kata: ${found.detail}`;
  if (reader.replayed)
    return {
      status: 'ok',
      detail: t('{0} As far as files tell; Docker before 24 would silently run runc.', said),
      judged,
    };
  return state.failure?.kind === 'not-permitted'
    ? {
        status: 'ok',
        detail: t("{0} As Docker's file says; this user may not ask the daemon.", said),
        judged,
      }
    : {
        status: 'unknown',
        detail: t("{0} As Docker's file says; the daemon does not answer.", said),
        judged,
      };
}
