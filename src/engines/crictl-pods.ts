/** What crictl lists: the shapes of the CRI API as JSON (cri-tools). From the documented shape: no crictl was run. */
import type { Command } from './command';
import { record, records, text } from './json';

export interface CriPod {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** SANDBOX_READY or SANDBOX_NOTREADY */
  readonly state: string;
  /** Nanoseconds since 1970, as text. */
  readonly createdAt: string;
  /** Empty: the node's default runtime. */
  readonly handler: string;
}

export const crictlPods: Command<readonly CriPod[]> = {
  command: 'crictl',
  args: ['pods', '--output', 'json'],
  parse: ({ stdout }) =>
    records(record(JSON.parse(stdout)).items).map((item) => {
      const metadata = record(item.metadata);
      return {
        id: text(item.id) ?? '',
        name: text(metadata.name) ?? '',
        namespace: text(metadata.namespace) ?? '',
        state: text(item.state) ?? '',
        createdAt: text(item.createdAt) ?? '',
        handler: text(item.runtimeHandler) ?? '',
      };
    }),
};

export interface CriContainer {
  readonly id: string;
  readonly pod: string;
  readonly name: string;
  /** CONTAINER_RUNNING, CONTAINER_CREATED, CONTAINER_EXITED, CONTAINER_UNKNOWN */
  readonly state: string;
}

export const crictlContainers: Command<readonly CriContainer[]> = {
  command: 'crictl',
  args: ['ps', '--all', '--output', 'json'],
  parse: ({ stdout }) =>
    records(record(JSON.parse(stdout)).containers).map((item) => ({
      id: text(item.id) ?? '',
      pod: text(item.podSandboxId) ?? '',
      name: text(record(item.metadata).name) ?? '',
      state: text(item.state) ?? '',
    })),
};
