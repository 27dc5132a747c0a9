/** CRI-O: its release, and Kata's runtimes in its files. */
import { t } from '../../text';
import type { Check, Host, Probe } from '../check';
import { exists } from '../files';
import { installedKata, versionOf } from '../kata';
import { findProgram } from '../programs';
import { crioFilesOf, crioRegistrations } from '../registrations';
import { result, type About } from '../result';
import { criRuntimeCheck, unreadChecks } from './cri-runtimes';
import { absent } from './tools';

const about: About = {
  id: 'crio',
  topic: 'engines',
  title: 'CRI-O',
  source: 'docs/how-to/run-kata-with-k8s.md@4.1.0, docs/crio.conf.5.md of CRI-O',
};

async function crio({ reader }: Host): Promise<readonly Check[]> {
  const [path, files, socket, { release }] = await Promise.all([
    findProgram(reader, 'crio'),
    crioFilesOf(reader),
    exists(reader, '/run/crio/crio.sock'),
    installedKata(reader),
  ]);
  if (path === undefined && files.files.length + files.unread.length === 0)
    return [await absent(reader, about)];
  const version = path === undefined ? undefined : await versionOf(reader, 'crio', path);
  const said = `CRI-O${version === undefined ? '' : ` ${version}`}${path === undefined ? '' : ` (${path})`}`;
  const start = { text: t('Start CRI-O.'), command: 'sudo systemctl start crio' };
  const stopped =
    !reader.replayed && socket === false ? { detail: t('But CRI-O does not run.'), fix: start } : undefined;
  const own = stopped
    ? result(about, 'warning', t('{0} does not run: there is no /run/crio/crio.sock.', said), start)
    : version === undefined
      ? result(about, 'unknown', t('{0}. Its release and whether it runs could not be asked.', said))
      : result(about, 'ok', `${said}.`);
  const engine = {
    title: 'CRI-O',
    source: about.source,
    ...(release !== undefined && { release }),
    ...(stopped && { stopped }),
  };
  const registered = await crioRegistrations(files);
  return [
    own,
    ...unreadChecks('crio', 'CRI-O', files),
    ...(await Promise.all(registered.map((one) => criRuntimeCheck(reader, one, engine)))),
  ];
}

export const crioProbe: Probe = {
  ids: ['crio', 'crio.runtime.*', 'crio.configuration'],
  timeLimit: 3_000,
  run: crio,
};
