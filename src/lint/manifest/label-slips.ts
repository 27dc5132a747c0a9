/** Labels of nodes that nobody sets, and those that were meant. */
import { nodeLabels, teeLabels, type Tee } from '../../knowledge';
import { distance } from '../suggest';

const discovery = 'feature.node.kubernetes.io/';
/** What Node Feature Discovery finds out about the protection of guests: other labels there are nobody's. */
export const security = `${discovery}cpu-security.`;

/** The label that one which nobody sets most likely means; undefined: it may well be somebody's own. */
export function meantLabel(key: string, tee: Tee | undefined): string | undefined {
  const known = nodeLabels();
  if (known.has(key)) return undefined;
  const short =
    /^feature\.node\.kubernetes\.io\/cpu-(?:security\.)?(sev[.-]?snp|snp|sev|tdx|sgx|se)(?:[.-]enabled)?$/i.exec(
      key,
    )?.[1];
  if (short !== undefined) {
    const technology = short.toLowerCase();
    if (technology.endsWith('snp') || (technology === 'sev' && tee === 'amd-sev-snp'))
      return teeLabels['amd-sev-snp'];
    if (technology === 'tdx') return teeLabels['intel-tdx'];
    return `${security}${technology}.enabled`;
  }
  const near = [...known.keys()]
    .map((name) => ({ name, cost: distance(key, name, 2) }))
    .filter(({ cost }) => cost <= 2)
    .sort((a, b) => a.cost - b.cost);
  return near[0]?.name;
}
