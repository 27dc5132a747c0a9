/** New dev containers that work in Kata: images of the Dev Containers project, and a Dockerfile. */
import { t } from '../text';

/** What a new dev container begins with. */
export interface Template {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** The devcontainer.json, without its runtime. */
  readonly text: string;
  /** Files beside it, by name. */
  readonly beside?: Readonly<Record<string, string>>;
}

const images = 'mcr.microsoft.com/devcontainers';

/** A devcontainer.json with a source, and arguments where it has some. */
const configuration = (name: string, source: string, args = ''): string => `{
  "name": "${name}",
  // The container has a VM and a kernel of its own: no "privileged", no docker.sock,
  // no network, devices and GPUs of the host. For more than the VM has at first, add
  // "--cpus=2" and "--memory=4g" to runArgs.
  ${source}${args === '' ? '' : `,\n  "runArgs": [${args}]`}
}
`;

const image = (name: string, tag: string): string => configuration(name, `"image": "${images}/${tag}"`);

export const templates = (): readonly Template[] => [
  {
    id: 'debian',
    title: 'Debian',
    about: t('Git, a shell and the usual tools; a good start for anything'),
    text: image('Debian in Kata', 'base:bookworm'),
  },
  {
    id: 'node',
    title: t('Node.js and TypeScript'),
    about: t('Node.js 22 with npm, yarn and pnpm'),
    text: image('Node.js in Kata', 'typescript-node:22-bookworm'),
  },
  {
    id: 'python',
    title: 'Python',
    about: t('Python 3.12 with pip and venv'),
    text: image('Python in Kata', 'python:3.12-bookworm'),
  },
  {
    id: 'go',
    title: 'Go',
    about: t('Go 1.24 with its tools'),
    text: image('Go in Kata', 'go:1.24-bookworm'),
  },
  {
    id: 'untrusted',
    title: t('Code that is not trusted'),
    about: t('Debian without a way to more privileges, for code of unknown origin'),
    text: configuration(
      'Not trusted, in Kata',
      `"image": "${images}/base:bookworm",\n  "remoteUser": "vscode"`,
      '"--security-opt=no-new-privileges", "--pids-limit=4096"',
    ),
  },
  {
    id: 'dockerfile',
    title: t('A Dockerfile'),
    about: t('An image of your own, built from a Dockerfile'),
    text: configuration('Dockerfile in Kata', '"build": { "dockerfile": "Dockerfile" }'),
    beside: {
      Dockerfile: `FROM ${images}/base:bookworm\n\n# What the project needs:\n# RUN apt-get update && apt-get install -y --no-install-recommends build-essential\n`,
    },
  },
];
