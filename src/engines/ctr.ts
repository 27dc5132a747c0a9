/** containerd's own command line, ctr. It lists in tables only; ids and images have no spaces. */
import type { Command } from './command';
import { record, text, type Json } from './json';

/** Which containerd is asked. */
export interface CtrOptions {
  /** Path of its socket. Default: ctr's own, /run/containerd/containerd.sock. */
  readonly address?: string;
}

/** containerd 1.x waits 10 s for a socket that nobody answers at. */
const timeLimit = 3_000;

const ctr = <T>(
  args: readonly string[],
  parse: (stdout: string) => T,
  { address }: CtrOptions,
  namespace?: string,
): Command<T> => ({
  command: 'ctr',
  args: [
    ...(address === undefined ? [] : ['--address', address]),
    ...(namespace === undefined ? [] : ['--namespace', namespace]),
    ...args,
  ],
  parse: ({ stdout }) => parse(stdout),
  timeLimit,
});

/** The rows of a table below its header, each as its words. */
const rows = (table: string): readonly (readonly string[])[] =>
  table
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s+/));

/** default, k8s.io, moby... */
export const ctrNamespaces = (options: CtrOptions = {}): Command<readonly string[]> =>
  ctr(
    ['namespaces', 'list', '--quiet'],
    (stdout) =>
      stdout
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    options,
  );

export interface CtrContainer {
  readonly id: string;
  readonly image: string;
  /** `io.containerd.kata.v2` */
  readonly runtime: string;
}

export const ctrContainers = (
  namespace: string,
  options: CtrOptions = {},
): Command<readonly CtrContainer[]> =>
  ctr(
    ['containers', 'list'],
    (stdout) =>
      rows(stdout).map((words) => {
        // A container without an image has an empty or a "-" column
        const [id = ''] = words;
        return { id, image: words.length > 2 ? (words[1] ?? '') : '', runtime: words.at(-1) ?? '' };
      }),
    options,
    namespace,
  );

export interface CtrTask {
  readonly id: string;
  /** With Kata that of the VMM. */
  readonly pid: number;
  /** RUNNING, PAUSED, STOPPED, CREATED, UNKNOWN */
  readonly status: string;
}

export const ctrTasks = (namespace: string, options: CtrOptions = {}): Command<readonly CtrTask[]> =>
  ctr(
    ['tasks', 'list'],
    (stdout) =>
      rows(stdout).map(([id = '', pid = '', status = '']) => ({ id, pid: Number(pid) || 0, status })),
    options,
    namespace,
  );

export interface CtrDetails {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly createdAt: string;
}

const texts = (value: Json): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

export const ctrInfo = (id: string, namespace: string, options: CtrOptions = {}): Command<CtrDetails> =>
  ctr(
    ['containers', 'info', id],
    (stdout) => {
      const info = record(JSON.parse(stdout));
      return {
        labels: texts(record(info.Labels)),
        annotations: texts(record(record(info.Spec).annotations)),
        createdAt: text(info.CreatedAt) ?? '',
      };
    },
    options,
    namespace,
  );
