/** Whether a registered runtime of Kata could start a sandbox, as far as its shim and its configuration go. */
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
      return { status: 'unknown', detail: `Whether there is a ${shim} could not be read.` };
    case 'missing':
      return {
        status: 'failed',
        detail: `There is no ${shim}: containers fail with "binary not installed".`,
        fix: { text: 'Install Kata; where it was removed, remove this runtime, too.' },
      };
    case 'elsewhere':
      return {
        status: 'failed',
        detail: `The shim is at ${place.path} only, where containerd does not look: containers fail with "binary not installed".`,
        fix: {
          text: 'Link the shim to where services look, or register it with its absolute path.',
          command: `sudo ln -s ${shellWord(place.path)} ${shellWord(`/usr/local/bin/${shim}`)}`,
        },
      };
    case 'found':
  }
  const found = await aboutShim(reader, place.path, release);
  if (found.impostor)
    return {
      status: 'failed',
      detail: `${place.path} is no shim of Kata, only called like one: it does not know --version. Containers that it starts have no VM.`,
      fix: { text: "Put Kata's own shim in its place." },
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
  const kata = `${shim.runtime === 'rs' ? 'runtime-rs' : shim.runtime === 'go' ? "Kata's Go runtime" : 'Kata'}${version} (${shim.path})`;
  const target = targetOf(shim, configPath?.includes('runtime-rs') === true ? 'rs' : 'go');
  const path = configPath ?? (await usualConfiguration(reader, target));
  if (path === undefined) {
    // Nothing to say of a saved machine: its configuration may not have been saved
    if (reader.replayed || shim.runtime === undefined) return { status: 'ok', detail: `${kata}.` };
    return {
      status: 'failed',
      detail: `${kata} finds no configuration in ${usualConfigurations(target).join(', ')}.`,
      fix: { text: 'Install Kata again: its archives bring configurations.' },
    };
  }
  const { absent, errors, missing, hypervisor } = await lookAtConfiguration(reader, path, target);
  const of = hypervisor === undefined ? {} : { hypervisor };
  if (absent === 'missing' && !reader.replayed)
    return {
      status: 'failed',
      detail: `${kata}, but its configuration ${path} is not there: no sandbox starts.`,
      fix: { text: 'Correct ConfigPath, or install Kata again.' },
    };
  if (errors.length > 0)
    return {
      ...of,
      status: 'failed',
      detail: `${kata}, but its configuration ${path} does not work: ${errors[0] ?? ''}`,
      fix: {
        text: 'Open the configuration in the editor.',
        command: `kata-workbench lint ${shellWord(path)}`,
      },
    };
  if (missing.length > 0 && !reader.replayed)
    return {
      ...of,
      status: 'failed',
      detail: `${kata}, but ${missing[0] ?? ''} is not there, which its configuration ${path} names: no sandbox starts.`,
      fix: { text: 'Install Kata again, or correct the path.' },
    };
  const vmm = hypervisor === undefined ? '' : `, ${hypervisor}`;
  return { ...of, status: 'ok', detail: `${kata}${vmm}, with ${path}.` };
}
