/** Why a dev container did not come up: the causes that are known, found in what the Dev Container CLI and Docker said. */
import { t } from '../text';

/** A cause in plain words, and what to do about it. */
export interface UpProblem {
  readonly cause: string;
  readonly next: string;
}

type Explain = (match: RegExpExecArray) => UpProblem;

const atMost = (text: string | undefined): string => (text ?? '').slice(0, 120);

/** The first that fits. (Recorded from the CLI 0.89.0 with Docker 20.10, 26.1 and 28.5.) */
const causes: readonly (readonly [RegExp, Explain])[] = [
  [
    /(?:Unknown runtime specified|unknown or invalid runtime name:) ([\w./:-]*[\w-])/i,
    ([, name]) => ({
      cause: t('Docker has no runtime "{0}".', atMost(name)),
      next: t(
        "Add it to daemon.json and reload Docker, or choose one of those that Docker has with 'Kata: Use Kata in Dev Container…'.",
      ),
    }),
  ],
  [
    /binary not installed "([^"]+)"/,
    ([, shim]) => ({
      cause: t('The shim {0} is not installed where Docker looks for it.', atMost(shim)),
      next: t("Install Kata, or give the shim's absolute path as runtimeType in daemon.json."),
    }),
  ],
  [
    /Invalid command "create"|kata-runtime.* create.*(?:not|unknown|invalid)/i,
    () => ({
      cause: t('Docker calls kata-runtime as an OCI runtime, which it has not been since Kata 2.0.'),
      next: t(
        'In daemon.json give the runtime a runtimeType, such as io.containerd.kata.v2, in place of path.',
      ),
    }),
  ],
  [
    /fork\/exec (\S+): no such file/,
    ([, program]) => ({
      cause: t('The program of the runtime is not there: {0}.', atMost(program)),
      next: t('Correct its path in daemon.json and reload Docker.'),
    }),
  ],
  [
    /EEXIST: File exists/,
    () => ({
      cause: t(
        'Kata could not make the devices of a privileged container: up to 4.1.0 it starts none with Docker.',
      ),
      next: t('Take out "privileged" and the features that bring it, such as docker-in-docker.'),
    }),
  ],
  [
    /(?:vhost-vsock|\/dev\/kvm)[^\n]*(?:no such|not found|denied|failed)|could not create VMM user/i,
    () => ({
      cause: t('This host can not start a Kata VM.'),
      next: t("Run 'Kata: Check Host' to see what is missing."),
    }),
  ],
  [
    /compose'? is not a docker command|spawn \S*docker-compose ENOENT|docker-compose: (?:command )?not found/,
    () => ({
      cause: t('Docker Compose is not installed.'),
      next: t('Install the Compose plugin of Docker.'),
    }),
  ],
  [
    /spawn (\S+) ENOENT/,
    ([, program]) => ({
      cause: t('The Dev Container CLI did not find {0}.', atMost(program)),
      next: t("Install Docker's command line, or say where it is in the setting kata.paths.docker."),
    }),
  ],
  [
    /permission denied[^\n]*(?:docker|daemon|socket)/i,
    () => ({
      cause: t('This user may not talk to Docker.'),
      next: t('Add the user to the group docker and log in again.'),
    }),
  ],
  [
    /cannot connect to the docker daemon|is the docker daemon running|Command failed: docker ps/i,
    () => ({ cause: t('Docker does not answer.'), next: t('Start Docker, and look at `docker version`.') }),
  ],
  [
    /lookup \S+[^\n]*no such host|TLS handshake timeout|dial tcp[^\n]*timeout/i,
    () => ({
      cause: t('An image or a feature could not be fetched: the registry can not be reached.'),
      next: t('Check the network and the proxy of Docker.'),
    }),
  ],
  [
    /(?:pull access denied for|manifest for|manifest unknown:?) ?([\w./:@-]*)/i,
    ([, image]) => ({
      cause: t('The registry does not give the image {0}', atMost(image)).trimEnd() + '.',
      next: t('Check its name, or log in with `docker login`.'),
    }),
  ],
  [
    /is missing one of "image", "dockerFile" or "dockerComposeFile"/,
    () => ({
      cause: t('The configuration says neither image nor Dockerfile nor Compose file.'),
      next: t('Add "image" to devcontainer.json.'),
    }),
  ],
  [
    /Dev container config \(([^)]*)\) not found/,
    ([, path]) => ({
      cause: t('There is no configuration {0}.', atMost(path)),
      next: t('Choose another one, or make a new one.'),
    }),
  ],
  [
    /(postCreateCommand|onCreateCommand|updateContentCommand|postStartCommand|initializeCommand)[^\n]* failed/i,
    ([, name]) => ({
      cause: t('The container runs, but its {0} failed.', atMost(name)),
      next: t('The log shows what it printed.'),
    }),
  ],
];

/** The cause that fits best; undefined where none is known. */
export function explainUp(said: string): UpProblem | undefined {
  for (const [pattern, explain] of causes) {
    const match = pattern.exec(said);
    if (match) return explain(match);
  }
  return undefined;
}

/** The last line that speaks of an error: the CLI's own summary ("An error occurred ...") names no cause. */
export const lastError = (said: string): string | undefined =>
  said
    .split('\n')
    .map((line) => line.trim())
    .findLast(
      (line) =>
        /\b(?:error|failed|denied|cannot|refused|not found|no such)\b/i.test(line) &&
        !/^at |An error occurred setting up the container/.test(line),
    );
