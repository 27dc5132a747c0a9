/** The report of a proof, as a Markdown page. What containers say of themselves is in it as plain text only. */
import * as vscode from 'vscode';
import type { Proof } from '../../devcontainer';
import { visible } from '../untrusted-text';
import type { Desk } from './desk';

/** Shows what was found out about a container. */
export async function showProof({ documents }: Desk, proof: Proof, name: string): Promise<void> {
  const { escapeMarkdown } = await import('../../documents/markdown');
  const report = reportOf(proof, name, (text) => escapeMarkdown(visible(text, 500)));
  await documents.showPage(vscode.l10n.t('Isolation'), '', report);
}

/** The report; `plain` makes a text fit for Markdown. */
function reportOf(proof: Proof, name: string, plain: (text: string) => string): string {
  const { t } = vscode.l10n;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('Runtime that it was started with'), proof.runtime],
    [t('Kernel that it sees'), proof.kernel],
    [t('VMM'), proof.vmm],
    [t('Confidential guest, as it says itself, not verified'), proof.declaredTee],
  ];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `# ${t('Isolation of {0}', plain(name))}`,
    '',
    `**${plain(proof.text)}**`,
    '',
    ...facts.flatMap(([title, value]) => (value === undefined ? [] : [`- ${title}: ${plain(value)}`])),
    ...(proof.verdict === 'not-vm'
      ? [
          '',
          t(
            "What stands behind a runtime's name is decided in Docker's daemon.json. 'Kata: Check Host' tells what is missing for Kata.",
          ),
        ]
      : []),
    '',
    `## ${t('Evidence')}`,
    '',
    row([t('What'), t('Found'), t('Speaks for'), t('Weight'), t('Seen by')]),
    row(['---', '---', '---', '---', '---']),
    ...proof.evidence.map(({ title, found, says, weight, witness }) =>
      row([plain(title), plain(found), verdictWord(says), weightWord(weight, says), witnessWord(witness)]),
    ),
    '',
    t(
      'What the container says can be made up by who controls it; what the host sees is out of its reach. None of this is attestation.',
    ),
    '',
  ].join('\n');
}

function verdictWord(verdict: Proof['verdict']): string {
  const { t } = vscode.l10n;
  switch (verdict) {
    case 'vm':
      return t('a VM');
    case 'not-vm':
      return t('no VM');
    case 'unknown':
      return t('nothing');
  }
}

function weightWord(weight: Proof['evidence'][number]['weight'], says: Proof['verdict']): string {
  const { t } = vscode.l10n;
  if (says === 'unknown') return '';
  switch (weight) {
    case 'decisive':
      return t('decisive');
    case 'strong':
      return t('strong');
    case 'weak':
      return t('weak');
  }
}

function witnessWord(witness: Proof['evidence'][number]['witness']): string {
  const { t } = vscode.l10n;
  switch (witness) {
    case 'container':
      return t('the container');
    case 'host':
      return t('the host');
    case 'both':
      return t('container and host');
  }
}
