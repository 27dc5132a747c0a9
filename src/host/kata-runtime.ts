/** Whether a registered runtime of Kata could start a sandbox, as far as its shim and its configuration go. */
import { t } from '../text';
import type { Remedy } from './check';
import { lookAtConfiguration, usualConfiguration, usualConfigurations } from './configuration';
import { aboutShim, targetOf, type InstalledShim } from './kata';
import { findShim } from './programs';
import type { HostReader } from './reader';
import { shellWord } from './shell';

/** What an engine starts, and with which configuration. */
export interface KataRuntime {
  /** A shim's file name, or its absolute path. */
  readonly shim: string;
  readonly configPath?: string;
  /** What /opt/kata/VERSION says. */
  readonly release?: string;
}

export interface Judgement {
  readonly status: 'ok' | 'failed' | 'unknown';
  /** Sentences for the check's detail. */
  readonly detail: string;
  readonly fix?: Remedy;
  readonly shim?: InstalledShim;
  /** As in `[hypervisor.NAME]` of its configuration. */
  readonly hypervisor?: string;
}

/** Looks for shim and configuration. Never rejects for what it finds. */
export async function judgeKataRuntime(reader: HostReader, runtime: KataRuntime): Promise<Judgement> {
  const { shim, release } = runtime;
  const place = await findShim(reader, shim);
  switch (place.kind) {
    case 'unknown':
      return { status: 'unknown', detail: t('Whether there is a {0} could not be read.', shim) };
    case 'missing':
      return {
        status: 'failed',
        detail: t('There is no {0}: containers fail with "binary not installed".', shim),
        fix: { text: t('Install Kata; where it was removed, remove this runtime, too.') },
      };
    case 'elsewhere':
      return {
        status: 'failed',
        detail: t(
          'The shim is at {0} only, where containerd does not look: containers fail with "binary not installed".',
          place.path,
        ),
        fix: {
          text: t('Link the shim to where services look, or register it with its absolute path.'),
          command: `sudo ln -s ${shellWord(place.path)} ${shellWord(`/usr/local/bin/${shim}`)}`,
        },
      };
    case 'found':
  }
  const found = await aboutShim(reader, place.path, release);
  if (found.impostor)
    return {
      status: 'failed',
      detail: t(
        '{0} is no shim of Kata, only called like one: it does not know --version. Containers that it starts have no VM.',
        place.path,
      ),
      fix: { text: t("Put Kata's own shim in its place.") },
      shim: found,
    };
  return { shim: found, ...(await judgeConfiguration(reader, found, runtime)) };
}

async function judgeConfiguration(
  reader: HostReader,
  shim: InstalledShim,
  { configPath }: KataRuntime,
): Promise<Judgement> {
  const version = shim.version === undefined ? '' : ` ${shim.version}`;
  const kata = `${shim.runtime === 'rs' ? 'runtime-rs' : shim.runtime === 'go' ? t("Kata's Go runtime") : 'Kata'}${version} (${shim.path})`;
  const target = targetOf(shim, configPath?.includes('runtime-rs') === true ? 'rs' : 'go');
  const path = configPath ?? (await usualConfiguration(reader, target));
  if (path === undefined) {
    // Nothing to say of a saved machine: its configuration may not have been saved
    if (reader.replayed || shim.runtime === undefined) return { status: 'ok', detail: `${kata}.` };
    return {
      status: 'failed',
      detail: t('{0} finds no configuration in {1}.', kata, usualConfigurations(target).join(', ')),
      fix: { text: t('Install Kata again: its archives bring configurations.') },
    };
  }
  const { absent, errors, missing, hypervisor } = await lookAtConfiguration(reader, path, target);
  const of = hypervisor === undefined ? {} : { hypervisor };
  if (absent === 'missing' && !reader.replayed)
    return {
      status: 'failed',
      detail: t('{0}, but its configuration {1} is not there: no sandbox starts.', kata, path),
      fix: { text: t('Correct ConfigPath, or install Kata again.') },
    };
  if (errors.length > 0)
    return {
      ...of,
      status: 'failed',
      detail: t('{0}, but its configuration {1} does not work: {2}', kata, path, errors[0] ?? ''),
      fix: {
        text: t('Open the configuration in the editor.'),
        command: `kata-workbench lint ${shellWord(path)}`,
      },
    };
  if (missing.length > 0 && !reader.replayed)
    return {
      ...of,
      status: 'failed',
      detail: t(
        '{0}, but {1} is not there, which its configuration {2} names: no sandbox starts.',
        kata,
        missing[0] ?? '',
        path,
      ),
      fix: { text: t('Install Kata again, or correct the path.') },
    };
  const vmm = hypervisor === undefined ? '' : `, ${hypervisor}`;
  return { ...of, status: 'ok', detail: t('{0}{1}, with {2}.', kata, vmm, path) };
}
