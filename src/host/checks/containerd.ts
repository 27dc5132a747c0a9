/** containerd: its release, its configuration's version, whether it runs, and Kata's runtimes in its files. */
import { isBelow } from '../../knowledge';
import { t } from '../../text';
import type { Check, Host, Probe } from '../check';
import { exists } from '../files';
import { installedKata, versionOf } from '../kata';
import { findProgram } from '../programs';
import type { HostReader } from '../reader';
import { containerdFilesOf, containerdRegistrations, type EngineFiles } from '../registrations';
import { result, type About } from '../result';
import { criRuntimeCheck, unreadChecks, type Engine } from './cri-runtimes';
import { absent } from './tools';

const about: About = {
  id: 'containerd',
  topic: 'engines',
  title: 'containerd',
  source:
    'docs/installation.md@4.1.0 (1.7 or later, 2.1 recommended), docs/getting-started.md of containerd 2',
};

const kataType = 'io.containerd.kata.v2';
const runtimeSource = 'docs/how-to/containerd-kata.md@4.1.0';
const sockets = ['/run/containerd/containerd.sock', '/run/k3s/containerd/containerd.sock'];

/** Whether a socket of containerd is there; undefined where that can't be told. */
async function runs(reader: HostReader): Promise<boolean | undefined> {
  if (reader.replayed) return undefined;
  const there = await Promise.all(sockets.map((socket) => exists(reader, socket)));
  return there.includes(true) ? true : there.includes(undefined) ? undefined : false;
}

/** `version = N` at the top of a file. */
const fileVersion = (text: string): number | undefined => {
  const found = /^[ \t]*version[ \t]*=[ \t]*(\d{1,3})\b/m.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
};

/** Whether the plugin that serves Kubernetes is switched off, as in the containerd.io package of Docker. */
const criDisabled = (text: string): boolean =>
  /^[ \t]*disabled_plugins[ \t]*=[ \t]*\[[^\]]*["'](?:cri|io\.containerd\.grpc\.v1\.cri|io\.containerd\.cri\.v1\.runtime)["']/m.test(
    text,
  );

interface State {
  readonly path?: string | undefined;
  readonly version?: string | undefined;
  readonly running?: boolean | undefined;
  readonly files: EngineFiles;
}

async function engineCheck(reader: HostReader, { path, version, running, files }: State): Promise<Check> {
  const evidence = [...files.files.map(({ path: file }) => ({ path: file, found: t('was read') }))];
  if (path === undefined && files.files.length === 0 && running !== true) return absent(reader, about);
  const said = `containerd${version === undefined ? '' : ` ${version}`}${path === undefined ? '' : ` (${path})`}`;
  const [main] = files.files;
  if (main && fileVersion(main.text) === 3 && isBelow(version, '2.0.0') === true)
    return result(
      about,
      'failed',
      t('{0} does not read {1}: version = 3 is for containerd 2.', said, main.path),
      { text: t('Write the file for version = 2, or update containerd.') },
      evidence,
    );
  if (isBelow(version, '1.7.0') === true)
    return result(
      about,
      'warning',
      t('{0}: Kata asks for 1.7 or later and recommends 2.1.', said),
      { text: t('Update containerd.') },
      evidence,
    );
  if (running === false)
    return result(
      about,
      'warning',
      t('{0} does not run: there is none of its sockets.', said),
      { text: t('Start containerd.'), command: 'sudo systemctl start containerd' },
      evidence,
    );
  if (reader.replayed || version === undefined)
    return result(
      about,
      'unknown',
      t('{0}. Its release and whether it runs could not be asked.', said),
      undefined,
      evidence,
    );
  const off = files.files.some(({ text }) => criDisabled(text))
    ? t(' Its plugin for Kubernetes is switched off (disabled_plugins), as Docker needs none.')
    : '';
  return result(about, 'ok', `${said}.${off}`, undefined, evidence);
}

/** Why containerd starts nothing that its files register. */
function stoppedBy(running: boolean | undefined, { files }: EngineFiles): Engine['stopped'] {
  if (running === false)
    return {
      detail: t('But containerd does not run.'),
      fix: { text: t('Start containerd.'), command: 'sudo systemctl start containerd' },
    };
  const file = files.find(({ text }) => criDisabled(text));
  return (
    file && {
      detail: t('But the plugin that reads it is switched off (disabled_plugins in {0}).', file.path),
      fix: {
        text: t('Take cri out of disabled_plugins in {0}, and restart containerd.', file.path),
        command: 'sudo systemctl restart containerd',
      },
    }
  );
}

/** nerdctl starts Kata by its type, without an entry in any file. */
async function nerdctlChecks(reader: HostReader, engine: Engine, running: boolean | undefined) {
  if ((await findProgram(reader, 'nerdctl')) === undefined) return [];
  const { release } = engine;
  const stopped = stoppedBy(running, { files: [], unread: [] });
  const runtime = { engine: 'nerdctl', name: kataType, shim: kataType, file: 'nerdctl' } as const;
  const title = 'nerdctl';
  return [
    await criRuntimeCheck(reader, runtime, {
      title,
      source: runtimeSource,
      ...(release !== undefined && { release }),
      ...(stopped && { stopped }),
    }),
  ];
}

async function containerd({ reader }: Host): Promise<readonly Check[]> {
  const [path, running, files, { release }] = await Promise.all([
    findProgram(reader, 'containerd'),
    runs(reader),
    containerdFilesOf(reader),
    installedKata(reader),
  ]);
  const version = path === undefined ? undefined : await versionOf(reader, 'containerd', path);
  const registered = await containerdRegistrations(files);
  const stopped = stoppedBy(running, files);
  const engine: Engine = {
    title: 'containerd',
    source: runtimeSource,
    ...(release !== undefined && { release }),
    ...(stopped && { stopped }),
  };
  return [
    await engineCheck(reader, { path, version, running, files }),
    ...unreadChecks('containerd', 'containerd', files),
    ...(await Promise.all(registered.map((one) => criRuntimeCheck(reader, one, engine)))),
    ...(await nerdctlChecks(reader, engine, running)),
  ];
}

export const containerdProbe: Probe = {
  ids: ['containerd', 'containerd.runtime.*', 'containerd.configuration', 'nerdctl.runtime.*'],
  timeLimit: 3_000,
  run: containerd,
};
