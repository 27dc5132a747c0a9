/** Says in Markdown what a label of a node means, for selectors. */
import { nodeLabels, teeNames } from '../../knowledge';
import { code, paragraphs } from '../markdown';

/** Labels that look like those of Node Feature Discovery's security features (source/cpu). */
const security = 'feature.node.kubernetes.io/cpu-security.';

/** A known label, or one that only looks like it; undefined for any other. */
export function explainLabel(name: string): string | undefined {
  const label = nodeLabels().get(name);
  if (label) {
    const tee =
      label.tee &&
      `Hosts for ${teeNames[label.tee]}: declared by the cluster, never verified. Only attestation proves it.`;
    return paragraphs(
      `**${code(name)}** · label of nodes`,
      label.description,
      tee,
      [
        `- Set by ${label.setBy}.`,
        `- Asked for with the value ${code(label.value ?? 'true')}, in quotes.`,
        label.since === undefined ? '' : `- Since Kata ${label.since}.`,
      ]
        .filter((line) => line !== '')
        .join('\n'),
    );
  }
  if (!name.startsWith(security)) return undefined;
  return `**${code(name)}** · **nothing sets this label**: Node Feature Discovery's security labels end in ${code('.enabled')}.`;
}
