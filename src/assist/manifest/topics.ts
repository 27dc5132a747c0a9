/** Everything in a manifest that can be explained: where it stands, and how the explanation is made. */
import {
  decodeBase64,
  decodeSealedSecret,
  decodeUtf8,
  explainSealedSecret,
  isSealed,
} from '../../attestation';
import {
  entriesOf,
  itemsOf,
  mapAt,
  nodeAt,
  scalarAt,
  textOf,
  type Span,
  type YamlEntry,
  type YamlNode,
  type YamlPart,
} from '../../documents';
import type {
  DocumentModel,
  ManifestObject,
  PodTemplate,
  RuntimeClassObject,
  Surroundings,
} from '../../lint';
import { t } from '../../text';
import { explainAnnotation, explainAnnotationValue } from './explain-annotation';
import { explainClass, explainHandler, explainOverhead } from './explain-class';
import { explainLabel } from './explain-label';

/** Something to explain. The span is one of the part's text; the Markdown is made only when it is asked for. */
export interface Topic {
  readonly part: YamlPart;
  readonly span: Span;
  readonly markdown: () => string | undefined;
}

/** The topics of a document. */
export function* topics(model: DocumentModel, surroundings: Surroundings): Generator<Topic> {
  for (const found of model.runtimeClasses) yield* classTopics(found, surroundings);
  for (const pod of model.pods) yield* podTopics(pod, surroundings);
  for (const object of model.objects) if (object.kind === 'Secret') yield* secretTopics(object);
}

type Explain = (name: string) => string | undefined;

/** An entry as a whole: whichever side the pointer is on. */
const whole = (part: YamlPart, { key, span }: YamlEntry, explain: Explain): Topic => ({
  part,
  span,
  markdown: () => (key.unknown ? undefined : explain(key.value)),
});

/** The entry of a name: key and value, explained by the value. */
function named(part: YamlPart, entry: YamlEntry | undefined, explain: Explain): Topic[] {
  const name = textOf(entry?.value);
  return entry && name !== undefined ? [{ part, span: entry.span, markdown: () => explain(name) }] : [];
}

function* classTopics(found: RuntimeClassObject, surroundings: Surroundings): Generator<Topic> {
  const { object, name, handler, profile, podFixed, nodeSelector } = found;
  const { part } = object;
  const { target } = surroundings;
  yield* named(part, name, (text) => {
    const facts = found.facts;
    return facts && explainClass(text, { from: 'file', profile, facts }, target);
  });
  yield* named(part, handler, (text) => explainHandler(text, target));
  for (const entry of entriesOf(podFixed?.value)) {
    if (found.kata) yield whole(part, entry, (key) => explainOverhead(key, profile, target));
  }
  for (const entry of entriesOf(nodeSelector?.value)) yield whole(part, entry, explainLabel);
  for (const entry of entriesOf(mapAt(object.node, 'metadata', 'annotations'))) {
    if (entry.key.value === 'katacontainers.io/kata-version') {
      yield whole(part, entry, () =>
        t('**Kata version** · written by kata-deploy since 3.32.0: the release that installed this class.'),
      );
    }
  }
}

function* podTopics(pod: PodTemplate, surroundings: Surroundings): Generator<Topic> {
  const { object, className, spec, runtimeClassName } = pod;
  const { part } = object;
  const { target } = surroundings;
  const resolved = className === undefined ? undefined : surroundings.resolve(className);
  yield* named(part, runtimeClassName, (name) => resolved && explainClass(name, resolved, target));
  const own = mapAt(pod.ownerMetadata, 'annotations');
  for (const [entries, misplaced] of [
    [pod.annotations, false],
    [entriesOf(own), true],
  ] as const) {
    for (const { key, value, span } of entries) {
      if (key.unknown) continue;
      const text = textOf(value);
      const about = (): string | undefined =>
        explainAnnotation(key.value, resolved?.profile, target, misplaced);
      if (text !== undefined) {
        const markdown = (): string | undefined => explainAnnotationValue(key.value, text) ?? about();
        yield { part, span: value.span, markdown };
      }
      yield { part, span, markdown: about };
    }
  }
  for (const entry of pod.nodeSelector) yield whole(part, entry, explainLabel);
  for (const key of affinityKeys(spec)) yield* scalarTopic(part, key, explainLabel);
  for (const { node } of pod.containers) {
    for (const variable of itemsOf(nodeAt(node, 'env')))
      yield* scalarTopic(part, nodeAt(variable, 'value'), sealed);
  }
}

/** The labels that node affinity asks for. */
function affinityKeys(spec: YamlNode): YamlNode[] {
  const affinity = nodeAt(spec, 'affinity', 'nodeAffinity');
  const required = itemsOf(
    nodeAt(affinity, 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'),
  );
  const preferred = itemsOf(nodeAt(affinity, 'preferredDuringSchedulingIgnoredDuringExecution')).map((item) =>
    nodeAt(item, 'preference'),
  );
  return [...required, ...preferred].flatMap((term) =>
    itemsOf(nodeAt(term, 'matchExpressions')).flatMap((expression) => scalarAt(expression, 'key') ?? []),
  );
}

function scalarTopic(part: YamlPart, node: YamlNode | undefined, explain: Explain): Topic[] {
  const text = textOf(node);
  return node && text !== undefined ? [{ part, span: node.span, markdown: () => explain(text) }] : [];
}

function* secretTopics({ part, node }: ManifestObject): Generator<Topic> {
  for (const { value } of entriesOf(mapAt(node, 'stringData'))) yield* scalarTopic(part, value, sealed);
  for (const { value } of entriesOf(mapAt(node, 'data'))) {
    yield* scalarTopic(part, value, (text) => {
      const decoded = decodeBase64(text.trim());
      const inner = decoded.ok ? decodeUtf8(decoded.value.bytes) : undefined;
      return inner === undefined ? undefined : sealed(inner);
    });
  }
}

function sealed(text: string): string | undefined {
  if (!isSealed(text)) return undefined;
  const decoded = decodeSealedSecret(text);
  return decoded.ok
    ? explainSealedSecret(decoded.value)
    : t("**Sealed secret** · can't be read: {0}", decoded.problem.message);
}
