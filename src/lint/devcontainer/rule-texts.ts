/** What the pages of the rules over devcontainer.json say. */
import { conflictRules } from '../containers/rule-texts';
import type { Example, Rule } from '../rule';

const file = { kind: 'devcontainer', path: '.devcontainer/devcontainer.json' } as const;
const image = '"image": "mcr.microsoft.com/devcontainers/base:bookworm"';

/** A configuration with some lines of its own. */
const example = (...lines: readonly string[]): Example => ({
  ...file,
  text: `{\n${lines.map((line) => `  ${line}`).join(',\n')}\n}\n`,
});

/** A dev container in Kata with one line more, and the same without it. */
const inKata = (line: string, better?: string, runtime = 'kata'): { bad: Example; good: Example } => {
  const base = [image, `"runArgs": ["--runtime=${runtime}"]`];
  return { bad: example(...base, line), good: example(...base, ...(better === undefined ? [] : [better])) };
};

/** A dev container in Kata with one argument more. */
const withArgument = (argument: string, better?: string): { bad: Example; good: Example } => {
  const args = (...more: readonly string[]): Example =>
    example(image, `"runArgs": [${['"--runtime=kata"', ...more].join(', ')}]`);
  return { bad: args(argument), good: args(...(better === undefined ? [] : [better])) };
};

const kataDevcontainer = example(image, '"runArgs": ["--runtime=kata"]');
const cli = 'devcontainers/cli: src/spec-node';

export const ruleTexts: readonly Rule[] = [
  ...conflictRules('devcontainer', {
    privileged: inKata('«"privileged": true»', '"capAdd": ["SYS_PTRACE"]'),
    network: withArgument('«"--network=host"»', '"--network=dev"'),
    link: withArgument('«"--link=db"»', '"--network=dev"'),
    gpu: inKata('"hostRequirements": { «"gpu": true» }'),
    device: withArgument('«"--device=/dev/snd"»', '"--device=/dev/vfio/12"'),
    'host-namespace': withArgument('«"--pid", "host"»'),
    'docker-socket': inKata(
      '"features": { «"ghcr.io/devcontainers/features/docker-outside-of-docker:1"»: {} }',
      '"features": { "ghcr.io/devcontainers/features/git:1": {} }',
    ),
    'host-socket': inKata('"mounts": [«"type=bind,source=/tmp/.X11-unix,target=/tmp/.X11-unix"»]'),
    'proc-mount': withArgument('«"--volume=/tmp/empty:/proc/sys"»'),
    'mount-propagation': withArgument('«"--volume=/mnt/data:/data:rshared"»', '"--volume=/mnt/data:/data"'),
    'io-weight': withArgument('«"--blkio-weight=300"»'),
    apparmor: inKata('"securityOpt": [«"apparmor=dev"»]', '"securityOpt": ["seccomp=unconfined"]'),
    resources: withArgument('«"--memory=4g"»'),
    confidential: {
      bad: example(image, '"runArgs": [«"--runtime=kata-qemu-snp"»]'),
      good: example(image, '"runArgs": ["--runtime=kata-qemu"]'),
    },
  }),
  {
    id: 'devcontainer-not-checked',
    summary: 'The file is too large to be checked, or to be reported on in full',
    severity: 'information',
    about:
      'A file over 1 MB, or with a line over 64 kB, is no configuration that somebody wrote. Of a file with more than 1,000 findings the first 1,000 are shown.',
    bad: { ...file, text: `«»{ "name": "kata ${'x'.repeat(64_100)}" }\n` },
    good: kataDevcontainer,
    source: 'README.md of Kata Workbench, needs and limits',
  },
  {
    id: 'devcontainer-no-image',
    summary: 'There is nothing to make the dev container from',
    severity: 'error',
    about:
      'The Dev Container CLI and the Dev Containers extension need an `image`, a `build` with a `dockerfile`, or a `dockerComposeFile`, and refuse a file without one. Reported only for a file that asks for Kata.',
    bad: { ...file, text: '«{»\n  "name": "sandbox",\n  "runArgs": ["--runtime=kata"]\n}\n' },
    good: kataDevcontainer,
    source: `${cli}/configContainer.ts@0.89.0`,
  },
  {
    id: 'devcontainer-runtime-in-compose',
    summary: 'runArgs asks for Kata, but Compose decides',
    severity: 'error',
    about:
      'With `dockerComposeFile` nothing reads `runArgs`, and nothing says so: the container runs in the default runtime, without a VM. The runtime of the service in a Compose file counts. `Kata: Use Kata in Dev Container` writes a second Compose file for it. Where one with a name such as `docker-compose.kata.yml` is there, this is a warning.',
    bad: example(
      '"dockerComposeFile": "compose.yaml"',
      '"service": "app"',
      '"runArgs": [«"--runtime=kata"»]',
    ),
    good: example('"dockerComposeFile": ["compose.yaml", "docker-compose.kata.yml"]', '"service": "app"'),
    source: `${cli}/dockerCompose.ts@0.89.0`,
  },
  {
    id: 'devcontainer-runtime-repeated',
    summary: 'There are several runtimes in runArgs, and only the last one counts',
    severity: 'warning',
    about:
      'Docker takes the last `--runtime`. Where that is not Kata although another one is, the container runs without a VM; that is an error.',
    bad: example(image, '"runArgs": ["--runtime=kata", «"--runtime=runc"»]'),
    good: kataDevcontainer,
    source: 'docker/cli: cli/command/container/opts.go@29.0.0',
  },
  {
    id: 'devcontainer-runtime-value',
    summary: 'The argument --runtime has no value, or one that can be no runtime',
    severity: 'error',
    about:
      'Elements of `runArgs` are arguments of `docker run`, not a command line: `"--runtime=kata"` is one, `"--runtime", "kata"` are two, and `"--runtime kata"` is the name of an option that does not exist. A runtime is a name of `runtimes` in Docker\'s daemon.json, or that of a shim such as `io.containerd.kata.v2`, and no path.',
    bad: example(image, '"runArgs": [«"--runtime kata"»]'),
    good: example(image, '"runArgs": ["--runtime", "kata"]'),
    source: `${cli}/singleContainer.ts@0.89.0; moby: daemon/runtime_unix.go@29.0.0`,
  },
];
