/** What manifests carry in encoded form: init-data, policies, sealed secrets. Their rules are those of init-data. */
import { decodeBase64, decodeUtf8 } from '../../../attestation';
import { entriesOf, entryOf, itemsOf, nodeAt, textOf, type YamlEntry } from '../../../documents';
import type { KataTarget } from '../../../knowledge';
import {
  lintAnnotation,
  lintPolicyAnnotation,
  lintSealedSecret,
  type EmbeddedFinding,
} from '../../init-data';
import type { PodTemplate } from '../pods';
import type { ManifestFamily } from './family';
import { kataPod } from './pod-family';

/** The annotations that hold init-data, the older one up to 3.19.1. */
export const initDataKeys = [
  'io.katacontainers.config.hypervisor.cc_init_data',
  'io.katacontainers.config.runtime.cc_init_data',
] as const;
export const policyKey = 'io.katacontainers.config.agent.policy';

/** Decoding takes time, and people type elsewhere in the document. */
const kept = new Map<string, readonly EmbeddedFinding[]>();

function once(
  question: readonly string[],
  find: () => readonly EmbeddedFinding[],
): readonly EmbeddedFinding[] {
  const key = question.join('\0');
  const known = kept.get(key);
  if (known) return known;
  const found = find();
  if (kept.size >= 20) kept.clear();
  kept.set(key, found);
  return found;
}

type Say = (entry: YamlEntry, findings: readonly EmbeddedFinding[]) => void;

function checkAnnotations(pod: PodTemplate, target: KataTarget, tee: string | undefined, say: Say): void {
  for (const entry of pod.annotations) {
    const value = textOf(entry.value);
    const name = entry.key.value;
    if (value === undefined || entry.merged) continue;
    const question = [name, value, target.version, target.runtime, tee ?? ''];
    if (initDataKeys.some((key) => key === name))
      say(
        entry,
        once(question, () => lintAnnotation(value, target, tee === undefined ? {} : { tee })),
      );
    else if (name === policyKey)
      say(
        entry,
        once(question, () => lintPolicyAnnotation(value, target)),
      );
  }
}

/** `sealed.example.org` is the name of a host. */
const hostName = /^sealed(?:\.[a-z0-9-]{1,63})+(?::\d{1,5})?$/;

const lintSecret = (value: string, target: KataTarget): readonly EmbeddedFinding[] =>
  hostName.test(value) ? [] : lintSealedSecret(value, target);

function checkEnvironment(pod: PodTemplate, target: KataTarget, say: Say): void {
  for (const { node } of pod.containers) {
    for (const variable of itemsOf(nodeAt(node, 'env'))) {
      const entry = entryOf(variable, 'value');
      const value = textOf(entry?.value);
      if (entry && value !== undefined) say(entry, lintSecret(value, target));
    }
  }
}

/** Texts of a Secret; those in `data` are encoded. */
function secretText(entry: YamlEntry, encoded: boolean): string | undefined {
  const value = textOf(entry.value);
  if (value === undefined || !encoded) return value;
  if (!value.startsWith('c2VhbGVkL')) return undefined;
  const decoded = decodeBase64(value);
  return decoded.ok ? decodeUtf8(decoded.value.bytes) : undefined;
}

export const embeddedFamily: ManifestFamily = {
  rules: [],
  check(model, surroundings, report) {
    const { target } = surroundings;
    for (const pod of model.pods) {
      const found = kataPod(pod, surroundings);
      const { profile, runtime = target.runtime } = found ?? {};
      const own = { version: target.version, runtime };
      const say: Say = (entry, findings) => {
        for (const { rule, severity, message, tags } of findings)
          report(rule, pod.object.part, entry.value.span, message, { severity, ...(tags && { tags }) });
      };
      checkAnnotations(pod, own, profile?.tee, say);
      if (found) checkEnvironment(pod, own, say);
    }
    for (const { kind, node, part } of model.objects) {
      if (kind !== 'Secret') continue;
      for (const place of ['stringData', 'data']) {
        for (const entry of entriesOf(nodeAt(node, place))) {
          const text = secretText(entry, place === 'data');
          if (text === undefined) continue;
          for (const { rule, severity, message } of lintSecret(text, target))
            report(rule, part, entry.value.span, message, { severity });
        }
      }
    }
  },
};
