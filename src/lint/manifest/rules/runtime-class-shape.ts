/** RuntimeClasses that Kubernetes refuses: versions of the API, fields, kinds of values. */
import {
  booleanOf,
  entriesOf,
  entryAt,
  entryOf,
  mapAt,
  scalarType,
  textOf,
  type YamlEntry,
  type YamlMap,
} from '../../../documents';
import { classifyHandler } from '../../../knowledge';
import { t } from '../../../text';
import { nearest } from '../../suggest';
import { metadataMap, placeOf, type RuntimeClassObject } from '../classes';
import { usable } from '../pods';
import { insertBelow, offer, replace, written } from './edits';
import { forClasses, type ClassReport, type ManifestFamily } from './family';
import { classExample, manifestExample, sampleClass } from './samples';

const api = 'node.k8s.io/v1';

function checkVersion({ object }: RuntimeClassObject, report: ClassReport): void {
  const entry = entryOf(object.node, 'apiVersion');
  if (!entry || !/^node\.k8s\.io\/v1(?:alpha|beta)1$/.test(object.apiVersion ?? '')) return;
  report(
    'runtime-class-api-version',
    entry.value.span,
    t('Kubernetes removed {0} in 1.25; RuntimeClasses are {1}.', object.apiVersion ?? '', api),
    {
      fixes: [
        replace(
          entry.value.span,
          written(api, object.part, entry.value.span),
          t('Change to {0}', api),
          !object.apiVersion?.includes('alpha'),
        ),
      ],
    },
  );
}

/** DNS label: k8s.io/kubernetes pkg/apis/node/validation. */
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function checkHandler(found: RuntimeClassObject, report: ClassReport): void {
  const { object, name, handler, facts } = found;
  const value = handler?.value;
  if (!handler || (value?.kind === 'scalar' && value.style === 'empty')) {
    if (!object.complete || entryOf(object.node, 'spec') || entryOf(object.node, 'runtimeHandler')) return;
    const known = facts && classifyHandler(facts.name).origin === 'upstream' ? facts.name : undefined;
    const line = `handler: ${known ?? ''}`;
    const edit =
      known === undefined
        ? undefined
        : handler
          ? { span: handler.span, newText: line }
          : insertBelow(object.part, object.node, entryOf(object.node, 'metadata'), [line]);
    report(
      'runtime-class-handler-missing',
      handler?.key.span ?? placeOf(found),
      t(
        'The RuntimeClass{0} has no handler, the name that the nodes know the runtime by; Kubernetes refuses it.',
        facts ? ` ${facts.name}` : '',
      ),
      { fixes: offer(t('Add {0}', line), edit, true) },
    );
    return;
  }
  const text = textOf(value);
  if (value?.kind === 'scalar' && (value.unknown || usable(text) === undefined)) return;
  if (value?.kind === 'scalar' && scalarType(value) === 'string' && label.test(value.value)) return;
  const tame = (text ?? '').toLowerCase().replaceAll('_', '-');
  const known = classifyHandler(tame).origin === 'upstream';
  report(
    'runtime-class-handler-invalid',
    handler.value.span,
    t('A handler is at most 63 lower-case letters, digits and "-"; Kubernetes refuses this one.'),
    { fixes: known ? [replace(handler.value.span, tame, t('Change to {0}', tame), name !== undefined)] : [] },
  );
}

/** The fields of a RuntimeClass and of its parts (k8s.io/api node/v1 types.go). */
const fields: Readonly<Record<string, readonly string[]>> = {
  '': ['apiVersion', 'kind', 'metadata', 'handler', 'overhead', 'scheduling'],
  overhead: ['podFixed'],
  scheduling: ['nodeSelector', 'tolerations'],
};

/** Fields that people put one level too high, and where they belong. */
const homes: Readonly<Record<string, string>> = {
  podFixed: 'overhead',
  nodeSelector: 'scheduling',
  tolerations: 'scheduling',
  memory: 'overhead.podFixed',
  cpu: 'overhead.podFixed',
  name: 'metadata',
  labels: 'metadata',
  annotations: 'metadata',
};

function checkFields({ object }: RuntimeClassObject, report: ClassReport): void {
  for (const [path, known] of Object.entries(fields)) {
    const map: YamlMap | undefined = path === '' ? object.node : mapAt(object.node, path);
    for (const { key, merged } of map?.entries ?? []) {
      if (key.unknown || merged || known.includes(key.value) || (path === '' && key.value === 'spec'))
        continue;
      const home = Object.hasOwn(homes, key.value) ? homes[key.value] : undefined;
      const meant =
        key.value === 'runtimeHandler'
          ? 'handler'
          : home === undefined
            ? nearest(key.value, known)
            : undefined;
      const free = meant !== undefined && entryOf(map, meant) === undefined;
      const advice =
        home !== undefined && home !== path
          ? t('it belongs below {0}', home)
          : meant !== undefined
            ? t('did you mean {0}?', meant)
            : t('known are {0}', known.join(', '));
      report(
        'runtime-class-unknown-field',
        key.span,
        t(
          '{0} has no field {1}: {2}.',
          path === '' ? t('A RuntimeClass') : t('The {0} of a RuntimeClass', path),
          key.value,
          advice,
        ).replace('?.', '?'),
        free ? { fixes: [replace(key.span, meant, t('Rename to {0}', meant), true)] } : {},
      );
    }
  }
}

function checkSpec({ object }: RuntimeClassObject, report: ClassReport): void {
  const spec = entryOf(object.node, 'spec');
  if (!spec || spec.merged) return;
  const runtimeHandler = entryAt(object.node, 'spec', 'runtimeHandler');
  const handler = usable(textOf(runtimeHandler?.value));
  const alone = entriesOf(spec.value).length === 1 && !entryOf(object.node, 'handler');
  report(
    'runtime-class-spec-wrapper',
    spec.key.span,
    t(
      'A RuntimeClass has no spec: that is the form of node.k8s.io/v1alpha1. In {0} the handler stands at the top.',
      api,
    ),
    handler !== undefined && alone
      ? { fixes: [replace(spec.span, `handler: ${handler}`, t('Change to handler: {0}', handler), true)] }
      : {},
  );
}

function checkTexts(found: RuntimeClassObject, report: ClassReport): void {
  const maps: readonly (readonly [string, readonly YamlEntry[]])[] = [
    [t('A node selector'), entriesOf(found.nodeSelector?.value)],
    [t('A label'), entriesOf(metadataMap(found, 'labels'))],
    [t('An annotation'), entriesOf(metadataMap(found, 'annotations'))],
  ];
  for (const [what, entries] of maps) {
    for (const { key, value, merged } of entries) {
      if (value.kind !== 'scalar' || value.unknown || value.style !== 'plain' || merged) continue;
      const type = scalarType(value);
      if (type !== 'boolean' && type !== 'number') continue;
      const flag = booleanOf(value);
      const text = flag === undefined ? value.value : String(flag);
      report(
        'runtime-class-string-value',
        value.span,
        t(
          '{0} is a text, and for Kubernetes this is a {1}: it refuses the class. Write {2}: "{3}".',
          what,
          type,
          key.value,
          text,
        ),
        { fixes: [replace(value.span, `"${text}"`, t('Change to "{0}"', text), true)] },
      );
    }
  }
}

const beta = sampleClass().replace('node.k8s.io/v1', '«node.k8s.io/v1beta1»');

export const shapeFamily: ManifestFamily = {
  rules: [
    {
      id: 'runtime-class-api-version',
      summary: 'The RuntimeClass is written for a version of the API that is gone',
      severity: 'error',
      about:
        '`node.k8s.io/v1beta1` and `v1alpha1` are gone since Kubernetes 1.25; `node.k8s.io/v1` is there since 1.20. The form of v1beta1 is that of v1, so only the version changes.',
      bad: manifestExample(beta),
      good: classExample(),
      source: 'Kubernetes deprecated API migration guide, 1.25 (RuntimeClass)',
    },
    {
      id: 'runtime-class-handler-missing',
      summary: 'The RuntimeClass has no handler',
      severity: 'error',
      about:
        "The handler is the name under which containerd or CRI-O on the nodes know the runtime. It is required. With kata-deploy it is the class's own name.",
      bad: manifestExample(sampleClass({ name: '«kata-qemu»', handler: 'x' }).replace('handler: x\n', '')),
      good: classExample(),
      source: 'k8s.io/kubernetes pkg/apis/node/validation/validation.go',
    },
    {
      id: 'runtime-class-handler-invalid',
      summary: 'The handler is not a DNS label',
      severity: 'error',
      about:
        'Kubernetes refuses the class: a handler has at most 63 lower-case letters, digits and dashes, and begins and ends with a letter or digit.',
      bad: classExample({ name: 'kata-qemu', handler: '«kata_qemu»' }),
      good: classExample(),
      source: 'k8s.io/kubernetes pkg/apis/node/validation/validation.go',
    },
    {
      id: 'runtime-class-unknown-field',
      summary: 'The RuntimeClass has a field that does not exist',
      severity: 'error',
      about:
        'Kubernetes knows `handler`, `overhead` (with `podFixed`) and `scheduling` (with `nodeSelector` and `tolerations`). `kubectl apply` refuses a class with any other field; without validation the field is lost.',
      bad: manifestExample(sampleClass().replace('  podFixed:\n    memory', '  «podfixed»:\n    memory')),
      good: classExample(),
      source: 'k8s.io/api node/v1 types.go',
    },
    {
      id: 'runtime-class-spec-wrapper',
      summary: 'The handler stands in a spec, as in the first version of the API',
      severity: 'error',
      about:
        'Only `node.k8s.io/v1alpha1` had `spec: { runtimeHandler: … }`. Since v1beta1 the class itself has the field `handler`.',
      bad: manifestExample(
        sampleClass({ handler: 'x' }).replace('handler: x', '«spec»:\n  runtimeHandler: kata-qemu'),
      ),
      good: classExample(),
      source: 'k8s.io/api node/v1alpha1 types.go',
    },
    {
      id: 'runtime-class-string-value',
      summary: 'A label, an annotation or a node selector is not a text',
      severity: 'error',
      about:
        'Values of labels, annotations and node selectors are texts. Without quotes YAML reads `true`, `yes` and `1` as a boolean or a number, and Kubernetes refuses the object.',
      bad: classExample({ selector: '    amd.feature.node.kubernetes.io/snp: «true»\n' }),
      good: classExample({
        name: 'kata-qemu-snp',
        memory: '2048Mi',
        cpu: '"1.0"',
        selector: '    amd.feature.node.kubernetes.io/snp: "true"\n',
      }),
      source: 'k8s.io/api node/v1 types.go (Scheduling), apimachinery meta/v1 types.go (ObjectMeta)',
    },
  ],
  check: forClasses((found, _surroundings, report) => {
    checkVersion(found, report);
    checkHandler(found, report);
    checkFields(found, report);
    checkSpec(found, report);
    checkTexts(found, report);
  }),
};
