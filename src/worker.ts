/** The lint in a thread of its own, for documents that take longer to parse than an editor may stand still. */
import { parentPort, workerData } from 'node:worker_threads';
import {
  indexManifest,
  lintFile,
  Workspace,
  type FileFacts,
  type Finding,
  type LintRequest,
  type WorkspaceContents,
} from './lint';
import { useTranslations } from './text';

/** What the thread is sent: one file, and what the others say. */
export interface Task {
  readonly request: Omit<LintRequest, 'index'>;
  readonly contents: WorkspaceContents | undefined;
}

/** What it answers. */
export interface Answer {
  readonly findings: readonly Finding[];
  /** What the file adds to an index. */
  readonly facts: FileFacts;
}

useTranslations(workerData as Readonly<Record<string, string>> | undefined);

parentPort?.on('message', ({ request, contents }: Task) => {
  const index = contents && new Workspace(contents);
  const findings = lintFile({ ...request, index });
  const answer: Answer = { findings, facts: indexManifest(request.path, request.text) };
  parentPort?.postMessage(answer);
});
