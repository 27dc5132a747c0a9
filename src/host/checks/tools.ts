/** Programs that work with Kata or around it: whether they are here, in which release, and what they are good for. */
import { t } from '../../text';
import type { Check, Host, Probe, Status, TopicId } from '../check';
import { exists } from '../files';
import { versionOf } from '../kata';
import { findProgram } from '../programs';
import type { HostReader } from '../reader';
import { result, type About } from '../result';

interface Tool {
  readonly id: string;
  readonly topic: TopicId;
  readonly title: string;
  readonly program: string;
  readonly source: string;
  /** What it is good for, as a sentence. */
  readonly use: string;
  /** Default: ok. */
  readonly status?: Status;
  readonly anySystem?: true;
}

const tools: readonly Tool[] = [
  {
    id: 'nerdctl',
    topic: 'engines',
    title: 'nerdctl',
    program: 'nerdctl',
    source: 'docs/how-to/containerd-kata.md@4.1.0; kata-containers issue 9425, nerdctl issue 135 (rootless)',
    get use() {
      return t(
        'It starts Kata with `sudo nerdctl run --runtime io.containerd.kata.v2`, without an entry in any file; rootless it can not.',
      );
    },
  },
  {
    id: 'crictl',
    topic: 'engines',
    title: 'crictl',
    program: 'crictl',
    source: 'docs/how-to/run-kata-with-crictl.md@4.1.0',
    get use() {
      return t('It shows the sandboxes of a Kubernetes node, with root.');
    },
  },
  {
    id: 'podman',
    topic: 'engines',
    title: 'Podman',
    program: 'podman',
    source: 'docs/Limitations.md@4.1.0 (kata-containers issue 722), podman issues 8579, 17070 and 24587',
    get use() {
      return t(
        "Kata can't run under it: Podman starts OCI programs only, and Kata has been a shim since 2.0. A dev container needs Docker or nerdctl for Kata.",
      );
    },
    status: 'not-applicable',
    anySystem: true,
  },
  {
    id: 'kubectl',
    topic: 'tools',
    title: 'kubectl',
    program: 'kubectl',
    source: 'docs/installation.md@4.1.0 (Kubernetes 1.22 or later)',
    get use() {
      return t('The workbench shows the cluster with it.');
    },
    anySystem: true,
  },
  {
    id: 'devcontainer-cli',
    topic: 'tools',
    title: 'Dev Container CLI',
    program: 'devcontainer',
    source: 'https://github.com/devcontainers/cli',
    get use() {
      return t('The workbench builds and starts dev containers with it.');
    },
    anySystem: true,
  },
];

const about = ({ id, topic, title, source }: Tool): About => ({ id, topic, title, source });

async function check({ reader }: Host, tool: Tool): Promise<Check> {
  const path = await findProgram(reader, tool.program);
  if (path === undefined) return absent(reader, about(tool));
  const version = await versionOf(reader, tool.program, path);
  const evidence = [{ path, found: version ?? t('is there') }];
  const said = `${tool.title}${version === undefined ? '' : ` ${version}`} (${path}). ${tool.use}`;
  if (tool.status) return result(about(tool), tool.status, said, undefined, evidence);
  if (version !== undefined) return result(about(tool), 'ok', said, undefined, evidence);
  const asked = reader.replayed ? t('it can not be run here') : t('it did not say so');
  return result(
    about(tool),
    'unknown',
    t('{0} Its release is not known: {1}.', said, asked),
    undefined,
    evidence,
  );
}

/** A program that is nowhere; of a saved machine only where the folders of programs were saved. */
export const absent = async (reader: HostReader, what: About, more = ''): Promise<Check> =>
  reader.replayed && (await exists(reader, '/usr')) !== true
    ? result(what, 'unknown', t('The folders of programs were not saved.'))
    : result(what, 'not-applicable', t('Not installed.{0}', more));

export const toolProbes: readonly Probe[] = tools.map((tool) => ({
  ids: [tool.id],
  timeLimit: 3_000,
  ...(tool.anySystem && { anySystem: true }),
  run: async (host) => [await check(host, tool)],
}));
