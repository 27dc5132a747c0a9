/** What Docker and its host have to say before a dev container goes into Kata. */
import type { DockerRuntime } from '../engines';
import type { DockerState, Judgement, Remedy } from '../host';
import { dockerKataProblems } from '../knowledge';
import { t } from '../text';
import type { EngineFacts } from './preflight-facts';
import { blocking, notice, type Problem } from './preflight-problem';
import { isKataRuntime } from './runtime-name';

const useEngine: Remedy = {
  get text() {
    return t('Use Docker Engine 26 or later on Linux, from the packages of Docker or of the distribution.');
  },
};

/** The engine, and the runtime by its name in it. */
export function engineProblems(facts: EngineFacts, name: string): readonly Problem[] {
  const { docker, runtime, kata } = facts;
  const unable = isKataRuntime(name) ? unableProblem(docker) : undefined;
  // Why it does not answer is nothing to repair where it could not have Kata anyway
  const silent = unable?.blocks ? undefined : silentProblem(docker);
  return [
    ...(silent ? [silent] : unable ? [unable] : []),
    ...(runtime ? runtimeProblems(runtime, name, docker) : []),
    ...(kata ? kataProblems(kata) : []),
    ...pairProblems(facts),
  ];
}

/** Why Docker can't be asked. */
function silentProblem({ endpoint = t('its usual socket'), failure }: DockerState): Problem | undefined {
  switch (failure?.kind) {
    case undefined:
      return undefined;
    case 'missing':
      return blocking('engine-missing', t('There is no docker command here.'), useEngine);
    case 'not-permitted':
      return blocking('engine-not-permitted', t('This user may not use Docker at {0}.', endpoint), {
        text: t('Join the group docker and log in again. Whoever is in it can become root on this machine.'),
        command: 'sudo usermod -aG docker "$USER"',
      });
    case 'unreachable':
      return blocking('engine-unreachable', t('No Docker answers at {0}.', endpoint), {
        text: t('Start Docker, or choose another context.'),
        command: 'sudo systemctl start docker',
      });
    case 'timed-out':
      return blocking('engine-no-answer', t('Docker at {0} did not answer within 2 s.', endpoint), {
        text: t("Look at the daemon's log."),
        command: 'journalctl -u docker --since -1h',
      });
    case 'cancelled':
    case 'failed':
    case 'unreadable':
      return blocking('engine-failed', failure.message);
  }
}

/** Why this kind of Docker can have no Kata, or nobody knows. */
function unableProblem({
  endpoint = t('its usual socket'),
  kind,
  local,
  podman,
}: DockerState): Problem | undefined {
  if (podman)
    return blocking(
      'engine-podman',
      t("The command docker is Podman's, and Podman can't run Kata."),
      useEngine,
    );
  if (kind === 'desktop')
    return blocking(
      'engine-desktop',
      t("Docker Desktop runs in a VM of its own and takes no other runtimes: Kata can't be added to it."),
      useEngine,
    );
  if (kind === 'rootless')
    return blocking(
      'engine-rootless',
      t('This Docker is rootless, and Kata fails under it ("could not create VMM user").'),
      { text: t("Use the system's Docker."), command: 'docker context use default' },
    );
  if (!local)
    return notice(
      'information',
      'engine-remote',
      t(
        "The Docker at {0} runs on another machine: whether that one can start VMs can't be seen from here, and files of this one are not there.",
        endpoint,
      ),
    );
  if (kind === 'snap')
    return notice(
      'warning',
      'engine-snap',
      t("Docker's snap is confined: it may not be allowed to start a shim from /usr/local/bin or /opt/kata."),
      useEngine,
    );
  return undefined;
}

/** Whether the runtime is there, and what it really is. */
function runtimeProblems(
  { identity, isolation, guessed = false, problem, really }: DockerRuntime,
  name: string,
  { local }: DockerState,
): readonly Problem[] {
  if (problem) {
    const { id, message, command } = problem;
    const fix: Remedy = { text: problem.fix, ...(command !== undefined && { command }) };
    return id === 'no-answer'
      ? [notice('warning', 'runtime-no-answer', message, fix)]
      : [blocking(`runtime-${id}`, message, fix)];
  }
  if (identity === 'kata') return [];
  if (isolation !== 'unknown')
    return [
      notice(
        'information',
        'runtime-isolation',
        `${really} ${isolation === 'container' ? t('The container shares the kernel of the host, there is no VM around it.') : t('It is no runtime of Kata.')}`,
      ),
    ];
  if (!guessed && !isKataRuntime(name)) return [];
  return [
    notice(
      'information',
      'runtime-unproven',
      t(
        'Nothing but its name says that {0} is Kata{1}.',
        name,
        local ? '' : t(': the file that would tell is on another machine'),
      ),
      { text: t('Prove the isolation once the container runs (Kata: Prove Isolation).') },
    ),
  ];
}

/** Whether the shim and its configuration would start a sandbox. */
const kataProblems = ({ status, detail, fix }: Judgement): readonly Problem[] =>
  status === 'failed' ? [blocking('kata-not-ready', detail, fix)] : [];

/** Releases of Docker and Kata that don't work together. */
function pairProblems({ docker, runtime, kata }: EngineFacts): readonly Problem[] {
  const { server, file, info } = docker;
  if (!info || runtime?.identity !== 'kata' || runtime.problem) return [];
  const { version, runtime: flavour } = kata?.shim ?? {};
  const one = flavour ?? runtime.runtime;
  return dockerKataProblems({
    registration: info.runtimes.has(runtime.name) ? 'runtimeType' : 'name',
    ...(server !== undefined && { docker: server }),
    ...(version !== undefined && { kata: version }),
    ...(one && { runtime: one }),
    ...(kata?.hypervisor !== undefined && { hypervisor: kata.hypervisor }),
    timeNamespacesOff: file?.daemon?.timeNamespacesOff === true,
  })
    .filter(({ severity }) => severity !== 'information')
    .map(({ id, severity, message, fix }) => ({
      id: `docker-kata-${id}`,
      severity,
      message,
      blocks: severity === 'error',
      fix: { text: fix },
    }));
}
