/** What each engine is asked to do with a sandbox, as programs and arguments; never a shell's line. */
import type { Listed, SandboxState, SourceKind } from './model';

/** What can be done with a sandbox through the engine that listed it. */
export type EngineAction = 'logs' | 'shell' | 'inspect' | 'stop' | 'restart' | 'remove';

/** A program and its arguments. */
export interface Call {
  readonly command: string;
  readonly args: readonly string[];
}

/** What a command is made from: a sandbox, or one of a pod's containers. */
export interface Subject {
  readonly sandbox: Pick<Listed, 'source' | 'id' | 'state' | 'containers'>;
  readonly container?: NonNullable<Listed['containers']>[number];
}

/** Ids as engines make them (containerd: pkg/identifiers/validate.go@2.1.0); nothing that could be an option. */
const id = /^[A-Za-z0-9][\w.-]{0,199}$/;

/** Whether an id may become an argument. */
export const isId = (text: string): boolean => id.test(text);

/** A container that runs in some way: it has to be ended before it can be removed. */
export const isAlive = (state: SandboxState): boolean =>
  state === 'running' || state === 'paused' || state === 'restarting';

/** How one engine does things; what it can't do is left out. */
type Words = Partial<Record<EngineAction, (id: string, state: SandboxState) => readonly string[]>>;

const logs = (id: string): readonly string[] => ['logs', '--follow', '--tail', '1000', id];
const shell = (id: string): readonly string[] => ['exec', '--interactive', '--tty', id, 'sh'];

/** Docker's words, which nerdctl and Podman share. */
const docker: Words = {
  logs,
  shell,
  inspect: (id) => ['inspect', id],
  stop: (id) => ['stop', id],
  restart: (id) => ['restart', id],
  remove: (id, state) => ['rm', ...(isAlive(state) ? ['--force'] : []), id],
};

/** containerd keeps no logs, starts nothing again, and removes a container in several steps. */
const ctr: Words = {
  shell: (id) => ['tasks', 'exec', '--tty', '--exec-id', `kata-workbench-${Date.now()}`, id, 'sh'],
  inspect: (id) => ['containers', 'info', id],
  stop: (id) => ['tasks', 'kill', '--signal', 'SIGTERM', id],
};

interface Engine {
  readonly program: string;
  /** What says which daemon, context or namespace is meant. */
  readonly option?: string;
  readonly words: Words;
  /** Of a pod, and of its containers: Kubernetes would start anew what is ended here, so that is not offered. */
  readonly pod?: Words;
  readonly podContainer?: Words;
}

const engines: Readonly<Record<Exclude<SourceKind, 'processes'>, Engine>> = {
  docker: { program: 'docker', option: '--context', words: docker },
  nerdctl: { program: 'nerdctl', option: '--namespace', words: docker },
  podman: { program: 'podman', words: docker },
  containerd: {
    program: 'ctr',
    option: '--namespace',
    words: ctr,
    pod: { inspect: (id) => ['containers', 'info', id] },
    podContainer: {
      shell: (id) => ['tasks', 'exec', '--tty', '--exec-id', `kata-workbench-${Date.now()}`, id, 'sh'],
      inspect: (id) => ['containers', 'info', id],
    },
  },
  cri: {
    program: 'crictl',
    words: {},
    pod: { inspect: (id) => ['inspectp', '--output', 'json', id] },
    podContainer: { logs, shell, inspect: (id) => ['inspect', '--output', 'json', id] },
  },
};

const any: readonly SandboxState[] = ['created', 'running', 'paused', 'restarting', 'stopped', 'unknown'];

/** In which states each action makes sense. What was never started has no logs. */
const possibleIn: Readonly<Record<EngineAction, readonly SandboxState[]>> = {
  logs: ['running', 'paused', 'restarting', 'stopped'],
  shell: ['running'],
  inspect: any,
  stop: ['running', 'paused', 'restarting'],
  restart: ['created', 'running', 'paused', 'restarting', 'stopped'],
  remove: any,
};

/** The call that does it; undefined where this engine, or this state, has none. */
export function engineCall(action: EngineAction, { sandbox, container }: Subject): Call | undefined {
  const { source, containers } = sandbox;
  const { id, state } = container ?? sandbox;
  if (source.kind === 'processes' || !isId(id) || !possibleIn[action].includes(state)) return undefined;
  const { program, option, words, pod, podContainer } = engines[source.kind];
  const its = container ? podContainer : containers ? pod : words;
  const args = its?.[action]?.(id, state);
  if (!args) return undefined;
  const where = option === undefined || source.name === undefined ? [] : [option, source.name];
  return { command: program, args: [...where, ...args] };
}
