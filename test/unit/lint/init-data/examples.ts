/** Lints the examples of this folder's rules, whichever kind of file they are. */
import { isScalar, parseDocument, visit, type Scalar } from 'yaml';
import type { Example, Finding } from '../../../../src/lint';
import {
  lintAnnotation,
  lintInitData,
  lintPolicyAnnotation,
  lintSealedSecret,
  type EmbeddedFinding,
} from '../../../../src/lint/init-data';
import { newest, type KataTarget } from '../../../../src/knowledge';
import { unmark } from '../examples';

/** The ways into a manifest's values. A manifest's own rules are not asked here. */
function lintValue(
  key: string,
  scalar: Scalar,
  text: string,
  target: KataTarget,
): readonly EmbeddedFinding[] {
  const value = String(scalar.value);
  const tee = text.includes('kata-qemu-tdx') ? { tee: 'intel-tdx' } : {};
  if (key.endsWith('.cc_init_data')) return lintAnnotation(value, target, tee);
  return key.endsWith('.agent.policy')
    ? lintPolicyAnnotation(value, target)
    : lintSealedSecret(value, target);
}

export function lintOwnExample(example: Example): { findings: readonly Finding[]; spans: readonly object[] } {
  const { text, spans } = unmark(example.text);
  const target = { version: example.version ?? newest, runtime: example.runtime ?? ('go' as const) };
  if (example.kind === 'init-data') return { findings: lintInitData(text, target), spans };
  const findings: Finding[] = [];
  visit(parseDocument(text), {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isScalar(value) || !value.range) return;
      const quoted = value.type === 'QUOTE_DOUBLE' ? 1 : 0;
      const span = { start: value.range[0] + quoted, end: value.range[1] - quoted };
      for (const finding of lintValue(String(key.value), value, text, target))
        findings.push({ ...finding, span });
    },
  });
  return { findings, spans };
}
