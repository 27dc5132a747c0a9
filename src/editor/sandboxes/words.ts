/** How sandboxes, and what is known of them, are called and drawn. */
import * as vscode from 'vscode';
import { teeNames } from '../../knowledge/node-labels';
import { vmmNames } from '../../knowledge/vmms';
import { warningIcon } from '../icons';
import type { Sandbox, SandboxState, SourceId } from '../../sandboxes';
// Not through the index: the cluster's view uses these words without looking at this host
import { standingOf } from '../../sandboxes/standing';
import { visible } from '../untrusted-text';

const { ThemeIcon, ThemeColor } = vscode;

/** A state in a word. */
export function stateWord(state: SandboxState): string {
  const { t } = vscode.l10n;
  switch (state) {
    case 'created':
      return t('created');
    case 'running':
      return t('running');
    case 'paused':
      return t('paused');
    case 'restarting':
      return t('restarting');
    case 'stopped':
      return t('stopped');
    case 'unknown':
      return t('state unknown');
  }
}

const hypervisors: Readonly<Record<NonNullable<Sandbox['hypervisor']>, string>> = {
  ...vmmNames,
  dragonball: 'Dragonball',
  remote: 'remote',
};

/** The hypervisor's name; undefined where it is not known. */
export const hypervisorWord = ({ hypervisor }: Sandbox): string | undefined =>
  hypervisor === undefined ? undefined : hypervisors[hypervisor];

/** The TEE's name, with the word that nobody has verified it. */
export const teeWord = ({ tee }: Sandbox): string | undefined =>
  tee === undefined ? undefined : vscode.l10n.t('{0} declared', teeNames[tee]);

/** Who lists a sandbox. */
export function sourceWord({ kind, name }: SourceId): string {
  const { t } = vscode.l10n;
  const of = name === undefined || name === 'default' ? '' : `: ${visible(name, 80)}`;
  switch (kind) {
    case 'docker':
      return `Docker${of}`;
    case 'nerdctl':
      return `nerdctl${of}`;
    case 'containerd':
      return `containerd${of}`;
    case 'cri':
      return t('Kubernetes on this node');
    case 'podman':
      return 'Podman';
    case 'processes':
      return t('Seen as processes only');
  }
}

/** What stands behind the label: runtime, hypervisor, TEE, state, each in words. */
export function descriptionOf(sandbox: Sandbox): string {
  const { t } = vscode.l10n;
  const { runtime, isolation, source, state, devContainerFolder, name } = sandbox;
  const standing = standingOf(sandbox);
  const runs = state === 'running' || state === 'paused';
  const isolated =
    standing === 'other'
      ? t('not Kata')
      : standing === 'pretends'
        ? t('no VM')
        : (hypervisorWord(sandbox) ??
          (isolation.verdict === 'vm' ? t('VM') : runs ? t('isolation unknown') : undefined));
  return [
    devContainerFolder === undefined ? undefined : visible(name, 60),
    // What only processes show has no runtime's name, but that of its shim's program
    source.kind === 'processes'
      ? undefined
      : visible(runtime.name === '' ? t('runtime unknown') : runtime.name, 60),
    isolated,
    standing === 'kata' ? teeWord(sandbox) : undefined,
    state === 'created' && sandbox.error !== undefined ? t('did not start') : stateWord(state),
  ]
    .filter((word) => word !== undefined)
    .join(' · ');
}

const stateIcons: Readonly<Record<SandboxState, string>> = {
  created: 'vm',
  running: 'vm-running',
  paused: 'debug-pause',
  restarting: 'sync',
  stopped: 'vm-outline',
  unknown: 'question',
};

/** The icon: its shape tells the state, a shield a TEE, a sign a container without the VM that its name promises. */
export function iconOf(sandbox: Sandbox): vscode.ThemeIcon {
  const { state, isolation, tee } = sandbox;
  switch (standingOf(sandbox)) {
    case 'other':
      return new ThemeIcon('package', new ThemeColor('disabledForeground'));
    case 'pretends':
      return warningIcon();
    case 'kata':
      if (state !== 'running') return new ThemeIcon(stateIcons[state]);
      if (isolation.verdict === 'unknown')
        return new ThemeIcon('question', new ThemeColor('descriptionForeground'));
      return new ThemeIcon(tee === undefined ? 'vm-running' : 'shield', new ThemeColor('testing.iconPassed'));
  }
}
