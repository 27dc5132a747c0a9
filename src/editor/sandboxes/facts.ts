/** What is known about a sandbox, as titles and values: for the tooltip and for the document. */
import * as vscode from 'vscode';
import { besideVm, standingOf, stateFileCommand, type ProcessUse, type Sandbox } from '../../sandboxes';
import type { Fact } from '../fact-pages';
import { size, span } from '../amounts';
import { hypervisorWord, sourceWord, stateWord, teeWord } from './words';

const isFact = (fact: Fact | undefined): fact is Fact => fact !== undefined;

/** Everything that is known of it now, and what would need root. Values are as programs and people wrote them. */
export function factsOf(sandbox: Sandbox, now: number): readonly Fact[] {
  const { t } = vscode.l10n;
  const fact = (title: string, value: string | undefined): Fact | undefined =>
    value === undefined || value === '' ? undefined : { title, value };
  const { state, startedAt, error, image, ports, group, runtime } = sandbox;
  const since =
    startedAt === undefined
      ? undefined
      : t('{0}, for {1}', new Date(startedAt).toLocaleString(), span(now - startedAt));
  return [
    fact(t('State'), stateWord(state)),
    fact(t('Why it did not start'), error),
    fact(t('Isolation'), isolationFact(sandbox)),
    fact(t('Runtime'), runtime.name),
    fact(t('Which is'), runtime.really),
    fact(t('Configuration'), runtime.configPath),
    ...(standingOf(sandbox) === 'kata' ? vmFacts(sandbox) : []),
    state === 'running' || state === 'paused' ? fact(t('Running since'), since) : undefined,
    fact(t('Image'), image),
    fact(t('Ports'), ports?.join(', ')),
    fact(t('Dev container of'), sandbox.devContainerFolder),
    group && fact(group.kind === 'compose' ? t('Compose project') : t('Kubernetes namespace'), group.name),
    fact(t('Listed by'), sourceWord(sandbox.source)),
    fact(t('ID'), sandbox.id),
    ...(sandbox.containers ?? []).map(({ id, name, state: its }) =>
      fact(t('Container {0}', name), `${stateWord(its)}, ${id}`),
    ),
  ].filter(isFact);
}

/** Whether it is a VM, and how that is known. */
function isolationFact({ isolation: { verdict, reason } }: Sandbox): string {
  const { t } = vscode.l10n;
  switch (verdict) {
    case 'vm':
      return t('VM. {0}', reason);
    case 'not-vm':
      return t('No VM. {0}', reason);
    case 'unknown':
      return t('Unknown. {0}', reason);
  }
}

function vmFacts(sandbox: Sandbox): readonly (Fact | undefined)[] {
  const { t } = vscode.l10n;
  const { vcpus, memory, kernel, vmm, shim, virtiofsd = [], hypervisor, state, source } = sandbox;
  const process = (title: string, use: ProcessUse | undefined): Fact | undefined =>
    use && {
      title,
      value:
        use.rss === undefined ? t('process {0}', use.pid) : t('process {0}, {1}', use.pid, size(use.rss)),
    };
  const tee = teeWord(sandbox);
  const runs = (state === 'running' || state === 'paused') && source.local;
  const command = runs ? stateFileCommand(sandbox) : undefined;
  /** What its arguments don't show; the state that Kata keeps does. */
  const orRoot = (title: string, value: string | undefined): Fact | undefined =>
    value !== undefined
      ? { title, value }
      : command === undefined
        ? undefined
        : { title, value: t('unknown; reading it needs root'), command };
  const overhead = overheadOf(sandbox);
  return [
    orRoot(t('Hypervisor'), hypervisorWord(sandbox)),
    {
      title: t('Confidential'),
      value:
        tee === undefined
          ? t('nothing declares a TEE')
          : t('{0} when the VM was started; only attestation proves it', tee),
    },
    orRoot(t('vCPUs at start'), vcpus === undefined ? undefined : String(vcpus)),
    orRoot(t('Memory at start'), memory === undefined ? undefined : size(memory)),
    orRoot(t('Guest kernel'), kernel),
    process(t('VMM'), vmm),
    process(hypervisor === 'dragonball' ? t('Shim, with the VM inside') : t('Shim'), shim),
    ...virtiofsd.map((use) => process('virtiofsd', use)),
    overhead === undefined ? undefined : { title: t('Beside the VM'), value: overhead },
  ];
}

/** What the host spends beside the VMM: that holds the guest's memory, and what the guest uses of it only it knows. */
function overheadOf(sandbox: Sandbox): string | undefined {
  const bytes = besideVm(sandbox);
  if (bytes === undefined) return undefined;
  const { t } = vscode.l10n;
  return sandbox.virtiofsd?.length
    ? t('{0} on the host, for shim and virtiofsd', size(bytes))
    : t('{0} on the host, for the shim', size(bytes));
}
