/** Says in Markdown what a label of a node means, for selectors. */
import { nodeLabels, teeNames } from '../../knowledge';
import { t } from '../../text';
import { code, paragraphs } from '../markdown';

/** Labels that look like those of Node Feature Discovery's security features (source/cpu). */
const security = 'feature.node.kubernetes.io/cpu-security.';

/** A known label, or one that only looks like it; undefined for any other. */
export function explainLabel(name: string): string | undefined {
  const label = nodeLabels().get(name);
  if (label) {
    const tee =
      label.tee &&
      t(
        'Hosts for {0}: declared by the cluster, never verified. Only attestation proves it.',
        teeNames[label.tee],
      );
    return paragraphs(
      t('**{0}** · label of nodes', code(name)),
      label.description,
      tee,
      [
        t('- Set by {0}.', label.setBy),
        t('- Asked for with the value {0}, in quotes.', code(label.value ?? 'true')),
        label.since === undefined ? '' : t('- Since Kata {0}.', label.since),
      ]
        .filter((line) => line !== '')
        .join('\n'),
    );
  }
  if (!name.startsWith(security)) return undefined;
  return t(
    "**{0}** · **nothing sets this label**: Node Feature Discovery's security labels end in {1}.",
    code(name),
    code('.enabled'),
  );
}
