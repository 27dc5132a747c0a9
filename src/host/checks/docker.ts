/** Docker: whether its daemon can be asked, which Docker it is, and what that means for Kata. */
import { dockerKataProblems, type DockerProblem } from '../../knowledge';
import { t } from '../../text';
import type { Check, Host, Probe, Remedy, Status } from '../check';
import { askDocker, type DockerState } from '../docker';
import { whyNot } from '../files';
import { installedKata } from '../kata';
import { findProgram } from '../programs';
import type { HostReader } from '../reader';
import { readDaemonFile, type DaemonFile } from '../registrations';
import { result, type About } from '../result';
import { shellWord } from '../shell';
import { runtimeChecks, type JudgedRuntime } from './docker-runtimes';
import { absent } from './tools';

const about: About = {
  id: 'docker',
  topic: 'engines',
  title: 'Docker',
  source: 'docs/installation.md@4.1.0 (Docker 26 or later), kata-containers issue 9425 (rootless)',
};

const engine: Remedy = {
  get text() {
    return t(
      'Install Docker Engine 26 or later from the packages of Docker or the distribution; it can run beside what is there.',
    );
  },
};

/** One sentence about which Docker it is and where. */
function which({ server = '', endpoint, context, local }: DockerState): string {
  const where = local ? '' : t(' at {0}', endpoint ?? t('an unknown place'));
  return t(
    'Docker {0}{1}{2} answers.',
    server,
    where,
    context === undefined ? '' : t(' (context {0})', context),
  );
}

async function daemonCheck(reader: HostReader, state: DockerState): Promise<Check> {
  const { failure, endpoint = t('its socket'), kind, podman } = state;
  if (podman)
    return result(
      about,
      'not-applicable',
      t("The command docker is Podman's stand-in, and Podman can't run Kata."),
      engine,
    );
  if (kind === 'desktop')
    return result(
      about,
      'failed',
      t(
        "Docker Desktop runs its daemon in a VM of its own and takes no other runtimes: Kata can't be added to it.",
      ),
      engine,
    );
  if (!failure) return answeringCheck(state);
  switch (failure.kind) {
    case 'missing': {
      const daemon = await findProgram(reader, 'dockerd');
      return daemon === undefined
        ? result(about, 'not-applicable', t('Not installed: there is no docker command and no daemon.'))
        : result(
            about,
            'warning',
            t('There is a daemon ({0}), but no docker command to ask it with.', daemon),
            {
              text: t('Install the Docker CLI (docker-cli, docker-ce-cli).'),
            },
          );
    }
    case 'not-permitted':
      return result(
        about,
        'warning',
        t(
          'This user may not use Docker at {0}. What is registered there is told from its file alone.',
          endpoint,
        ),
        {
          text: t(
            'Join the group docker and log in again. Whoever is in it can become root on this machine.',
          ),
          command: 'sudo usermod -aG docker "$USER"',
        },
      );
    case 'unreachable': {
      const daemon = await findProgram(reader, 'dockerd');
      return daemon === undefined
        ? result(
            about,
            'warning',
            t('The docker command is here, but nobody answers at {0}, and no daemon is installed.', endpoint),
            engine,
          )
        : result(about, 'failed', t('Nobody answers at {0}: the daemon does not run.', endpoint), {
            text: t('Start Docker. If it does not start, its log tells why: `journalctl -u docker`.'),
            command: 'sudo systemctl start docker',
          });
    }
    case 'timed-out':
      return result(about, 'unknown', t('Docker at {0} did not answer within 2 s.', endpoint), {
        text: t("Look at the daemon's log; a restart often helps, but ends containers without live-restore."),
        command: 'journalctl -u docker --since -1h',
      });
    case 'cancelled':
    case 'failed':
    case 'unreadable':
      return result(about, 'unknown', failure.message);
  }
}

function answeringCheck(state: DockerState): Check {
  const said = which(state);
  switch (state.kind) {
    case 'rootless':
      return result(
        about,
        'failed',
        t('{0} It is rootless, and Kata fails under it ("could not create VMM user").', said),
        { text: t("Use the system's Docker for Kata: `docker context use default`.") },
      );
    case 'snap':
      return result(
        about,
        'warning',
        t(
          '{0} It comes from a snap, which is confined: it may not start a shim from /usr/local/bin or /opt/kata.',
          said,
        ),
        engine,
      );
    case 'desktop':
    case 'system':
  }
  if (!state.local)
    return result(
      about,
      'warning',
      t(
        '{0} That is another machine: what this report says of CPU, devices and Kata is not about the containers that it starts.',
        said,
      ),
      { text: t('Run this check on that machine.') },
    );
  return result(about, 'ok', said);
}

const fileAbout: About = {
  id: 'docker.daemon-json',
  topic: 'engines',
  title: 'daemon.json',
  source: 'daemon/runtime_unix.go and daemon/config/config.go in moby v28.5',
};

/** A file that Docker would not start with. Nothing is said about a good one. */
function fileChecks({ path, reading, daemon }: DaemonFile): readonly Check[] {
  if (reading.kind !== 'text')
    return reading.kind === 'missing'
      ? []
      : [
          result(
            fileAbout,
            'unknown',
            t('{0} {1}, so types of runtimes are not known.', path, whyNot(reading)),
          ),
        ];
  const problem = daemon?.problem;
  if (!problem) return [];
  return [
    result(
      fileAbout,
      'failed',
      t(
        '{0}, line {1}, column {2}: {3}. Docker does not start with it; one that runs goes on with what it read before.',
        path,
        problem.line,
        problem.column,
        problem.message,
      ),
      {
        text: t('Correct the file; JSON has no comments and no comma before a closing bracket.'),
        command: `sudo dockerd --validate --config-file ${shellWord(path)}`,
      },
      [{ path, found: t('line {0}, column {1}: {2}', problem.line, problem.column, problem.message) }],
    ),
  ];
}

const networkAbout: About = {
  id: 'docker.networking',
  topic: 'engines',
  get title() {
    return t('Docker and Kata, release by release');
  },
  source: 'kata-containers issues 9340 and 13080',
};

const worst = (problems: readonly DockerProblem[]): Status =>
  problems.some(({ severity }) => severity === 'error')
    ? 'failed'
    : problems.some(({ severity }) => severity === 'warning')
      ? 'warning'
      : 'ok';

/** Pairs of releases that start containers without a network. Those that start none are said at each runtime. */
function networkCheck(server: string | undefined, judged: readonly JudgedRuntime[]): Check {
  const pairs = new Map(
    judged.flatMap(({ shim }) =>
      shim?.version === undefined ? [] : [[`${shim.version} ${shim.runtime ?? ''}`, shim]],
    ),
  );
  if (judged.length === 0)
    return result(networkAbout, 'not-applicable', t('No runtime of Docker here is Kata.'));
  if (server === undefined || pairs.size === 0)
    return result(
      networkAbout,
      'unknown',
      t(
        'The release of {0} is not known. Docker 26 and later need Kata 3.29.0 (Go) or 3.30.0 (runtime-rs), Docker 29.5 and later need 3.32.0.',
        server === undefined ? 'Docker' : 'Kata',
      ),
    );
  const problems = [...pairs.values()].flatMap(({ version, runtime }) =>
    dockerKataProblems({
      docker: server,
      ...(version !== undefined && { kata: version }),
      ...(runtime && { runtime }),
    }).filter(({ about, severity }) => about === 'network' || severity === 'information'),
  );
  const [first] = problems;
  if (!first)
    return result(
      networkAbout,
      'ok',
      t(
        'Nothing is known that breaks between Docker {0} and Kata {1}.',
        server,
        [...pairs.values()].map(({ version }) => version).join(', '),
      ),
    );
  return result(
    networkAbout,
    worst(problems),
    [...new Set(problems.map(({ message }) => message))].join(' '),
    { text: first.fix },
  );
}

async function docker({ reader, machine }: Host): Promise<readonly Check[]> {
  if (reader.replayed) return savedDocker(reader);
  const [state, kata] = await Promise.all([askDocker(reader, machine), installedKata(reader)]);
  const { checks, judged } = await runtimeChecks(reader, state, kata.release);
  return [
    await daemonCheck(reader, state),
    ...(state.file ? fileChecks(state.file) : []),
    ...checks,
    networkCheck(state.server, judged),
  ];
}

/** A saved machine answers nothing: its file tells what would be registered. */
async function savedDocker(reader: HostReader): Promise<readonly Check[]> {
  const file = await readDaemonFile(reader);
  const daemon = await findProgram(reader, 'dockerd');
  const state: DockerState = { kind: 'system', local: true, podman: false, file };
  const { checks, judged } = await runtimeChecks(reader, state, (await installedKata(reader)).release);
  const installed = daemon !== undefined || file.reading.kind !== 'missing';
  return [
    installed
      ? result(
          about,
          'unknown',
          t(
            "A saved machine can't be asked whether its Docker runs{0}.",
            daemon === undefined ? '' : ` (${daemon})`,
          ),
        )
      : await absent(reader, about),
    ...fileChecks(file),
    ...checks,
    networkCheck(undefined, judged),
  ];
}

export const dockerProbe: Probe = {
  ids: ['docker', 'docker.runtime.*', 'docker.networking', 'docker.daemon-json'],
  // The commands have two seconds, and a moment to end
  timeLimit: 3_000,
  anySystem: true,
  run: docker,
};
