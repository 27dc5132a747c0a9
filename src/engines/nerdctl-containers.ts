/**
 * What nerdctl lists (pkg/cmd/container/list.go, 2026-08). Its `ps` names the runtime, which Docker's does not. From
 * the documented shape: no nerdctl was run.
 */
import type { Command } from './command';
import { jsonLines, text } from './json';

export interface NerdctlContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** `Up 3 minutes`, `Exited (0) 2 hours ago`, `Created`, `Paused` */
  readonly status: string;
  readonly runtime: string;
  readonly ports: string;
}

export const nerdctlNamespaces: Command<readonly string[]> = {
  command: 'nerdctl',
  args: ['namespace', 'ls', '--quiet'],
  parse: ({ stdout }) => stdout.split('\n').filter((line) => line !== ''),
};

export const nerdctlContainers = (namespace: string): Command<readonly NerdctlContainer[]> => ({
  command: 'nerdctl',
  args: ['--namespace', namespace, 'ps', '--all', '--no-trunc', '--format', '{{json .}}'],
  parse: ({ stdout }) =>
    jsonLines(stdout).map((line) => ({
      id: text(line.ID) ?? '',
      name: text(line.Names) ?? '',
      image: text(line.Image) ?? '',
      status: text(line.Status) ?? '',
      runtime: text(line.Runtime) ?? '',
      ports: text(line.Ports) ?? '',
    })),
});
