/** Why a dev container did not come up: the causes that are known, found in what the Dev Container CLI and Docker said. */

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
      cause: `Docker has no runtime "${atMost(name)}".`,
      next: "Add it to daemon.json and reload Docker, or choose one of those that Docker has with 'Kata: Use Kata in Dev Container…'.",
    }),
  ],
  [
    /binary not installed "([^"]+)"/,
    ([, shim]) => ({
      cause: `The shim ${atMost(shim)} is not installed where Docker looks for it.`,
      next: "Install Kata, or give the shim's absolute path as runtimeType in daemon.json.",
    }),
  ],
  [
    /Invalid command "create"|kata-runtime.* create.*(?:not|unknown|invalid)/i,
    () => ({
      cause: 'Docker calls kata-runtime as an OCI runtime, which it has not been since Kata 2.0.',
      next: 'In daemon.json give the runtime a runtimeType, such as io.containerd.kata.v2, in place of path.',
    }),
  ],
  [
    /fork\/exec (\S+): no such file/,
    ([, program]) => ({
      cause: `The program of the runtime is not there: ${atMost(program)}.`,
      next: 'Correct its path in daemon.json and reload Docker.',
    }),
  ],
  [
    /EEXIST: File exists/,
    () => ({
      cause:
        'Kata could not make the devices of a privileged container: up to 4.1.0 it starts none with Docker.',
      next: 'Take out "privileged" and the features that bring it, such as docker-in-docker.',
    }),
  ],
  [
    /(?:vhost-vsock|\/dev\/kvm)[^\n]*(?:no such|not found|denied|failed)|could not create VMM user/i,
    () => ({
      cause: 'This host can not start a Kata VM.',
      next: "Run 'Kata: Check Host' to see what is missing.",
    }),
  ],
  [
    /compose'? is not a docker command|spawn \S*docker-compose ENOENT|docker-compose: (?:command )?not found/,
    () => ({ cause: 'Docker Compose is not installed.', next: 'Install the Compose plugin of Docker.' }),
  ],
  [
    /spawn (\S+) ENOENT/,
    ([, program]) => ({
      cause: `The Dev Container CLI did not find ${atMost(program)}.`,
      next: "Install Docker's command line, or say where it is in the setting kata.paths.docker.",
    }),
  ],
  [
    /permission denied[^\n]*(?:docker|daemon|socket)/i,
    () => ({
      cause: 'This user may not talk to Docker.',
      next: 'Add the user to the group docker and log in again.',
    }),
  ],
  [
    /cannot connect to the docker daemon|is the docker daemon running|Command failed: docker ps/i,
    () => ({ cause: 'Docker does not answer.', next: 'Start Docker, and look at `docker version`.' }),
  ],
  [
    /lookup \S+[^\n]*no such host|TLS handshake timeout|dial tcp[^\n]*timeout/i,
    () => ({
      cause: 'An image or a feature could not be fetched: the registry can not be reached.',
      next: 'Check the network and the proxy of Docker.',
    }),
  ],
  [
    /(?:pull access denied for|manifest for|manifest unknown:?) ?([\w./:@-]*)/i,
    ([, image]) => ({
      cause: `The registry does not give the image ${atMost(image)}`.trimEnd() + '.',
      next: 'Check its name, or log in with `docker login`.',
    }),
  ],
  [
    /is missing one of "image", "dockerFile" or "dockerComposeFile"/,
    () => ({
      cause: 'The configuration says neither image nor Dockerfile nor Compose file.',
      next: 'Add "image" to devcontainer.json.',
    }),
  ],
  [
    /Dev container config \(([^)]*)\) not found/,
    ([, path]) => ({
      cause: `There is no configuration ${atMost(path)}.`,
      next: 'Choose another one, or make a new one.',
    }),
  ],
  [
    /(postCreateCommand|onCreateCommand|updateContentCommand|postStartCommand|initializeCommand)[^\n]* failed/i,
    ([, name]) => ({
      cause: `The container runs, but its ${atMost(name)} failed.`,
      next: 'The log shows what it printed.',
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
