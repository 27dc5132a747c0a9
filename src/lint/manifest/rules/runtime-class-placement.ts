/** Which nodes the pods of a RuntimeClass go to, and who looks after the class. */
import { entriesOf, entryOf, textOf, type YamlEntry } from '../../../documents';
import {
  compareVersions,
  nodeLabels,
  teeLabels,
  teeNames,
  type HandlerProfile,
  type Tee,
} from '../../../knowledge';
import { t } from '../../../text';
import { metadataMap, placeOf, type RuntimeClassObject } from '../classes';
import { meantLabel, security } from '../label-slips';
import { insertBelow, offer, replace } from './edits';
import { forClasses, type ClassReport, type ManifestFamily } from './family';
import { classExample, manifestExample, sampleClass } from './samples';

const ready = 'katacontainers.io/kata-runtime';

function checkMissing(found: RuntimeClassObject, version: string, report: ClassReport): void {
  const { object, nodeSelector, profile, handler } = found;
  if (!object.complete || nodeSelector || !profile) return;
  if (profile.origin === 'distribution' && profile.handler !== 'kata') return;
  // The chart gives the classes of custom runtimes a selector of its own since 4.1.0
  if (object.customRuntime && compareVersions(version, '4.1.0') >= 0) return;
  const scheduling = entryOf(object.node, 'scheduling');
  const line = `${ready}: "true"`;
  const edit = scheduling
    ? undefined
    : insertBelow(object.part, object.node, entryOf(object.node, 'overhead') ?? handler, [
        'scheduling:',
        '  nodeSelector:',
        `    ${line}`,
      ]);
  report(
    'runtime-class-selector-missing',
    placeOf(found),
    t(
      'The class has no nodeSelector: its pods may be placed on nodes without Kata, where they do not start. kata-deploy labels its nodes {0}.',
      line,
    ),
    { fixes: offer(t('Add the node selector {0}', line), edit) },
  );
}

function checkLabels(
  entries: readonly YamlEntry[],
  profile: HandlerProfile | undefined,
  report: ClassReport,
): void {
  const known = nodeLabels();
  for (const { key, value, merged } of entries) {
    if (key.unknown || merged) continue;
    const label = known.get(key.value);
    const near = meantLabel(key.value, profile?.tee);
    if (near !== undefined || (!label && key.value.startsWith(security))) {
      const instead = near === undefined ? '' : t(' Use {0}.', near);
      report(
        'runtime-class-selector-typo',
        key.span,
        t('No node has the label {0}, so the pods of this class stay Pending.{1}', key.value, instead),
        near !== undefined
          ? { fixes: [replace(key.span, near, t('Change to {0}', near), near === `${key.value}.enabled`)] }
          : {},
      );
    }
    const text = textOf(value);
    if (label?.guest) {
      report(
        'runtime-class-selector-typo',
        key.span,
        t(
          '{0} marks nodes that are TDX guests themselves, not hosts that can start one. Use {1}.',
          key.value,
          teeLabels['intel-tdx'] ?? '',
        ),
      );
    } else if (label && text !== undefined && value.kind === 'scalar' && value.style !== 'plain') {
      const wanted = key.value.startsWith('nvidia.com/') ? /^(?:on|off|true|false)$/ : /^true$/;
      if (wanted.test(text)) continue;
      report(
        'runtime-class-selector-typo',
        value.span,
        t(
          '{0} sets {1} to "true"; with "{2}" the class selects other nodes than it seems to.',
          label.setBy,
          key.value,
          text,
        ),
        { fixes: [replace(value.span, '"true"', t('Change to "true"'))] },
      );
    }
  }
}

/** The TEE of a resource in the overhead. */
const keyTees: Readonly<Record<string, Tee>> = {
  'sev-snp.amd.com/esids': 'amd-sev-snp',
  'tdx.intel.com/keys': 'intel-tdx',
};

function checkTee(found: RuntimeClassObject, profile: HandlerProfile, report: ClassReport): void {
  const places: readonly { readonly entry: YamlEntry; readonly tee: Tee | undefined }[] = [
    ...entriesOf(found.nodeSelector?.value).map((entry) => ({
      entry,
      tee: nodeLabels().get(entry.key.value)?.tee,
    })),
    ...entriesOf(found.podFixed?.value).map((entry) => ({
      entry,
      tee: Object.hasOwn(keyTees, entry.key.value) ? keyTees[entry.key.value] : undefined,
    })),
  ];
  for (const { entry, tee } of places) {
    if (tee === undefined || entry.merged) continue;
    if (profile.tee !== undefined && profile.confidential === 'yes' && profile.tee !== tee) {
      const right = teeLabels[profile.tee];
      report(
        'runtime-class-tee-selector-mismatch',
        entry.key.span,
        t(
          "{0} needs {1}, but {2} is about {3}: the pods are placed where they can't start.{4}",
          profile.handler,
          teeNames[profile.tee],
          entry.key.value,
          teeNames[tee],
          right === undefined ? '' : t(' Use {0}.', right),
        ),
      );
    } else if (profile.confidential === 'no') {
      report(
        'runtime-class-tee-selector-mismatch',
        entry.key.span,
        t(
          '{0} picks hosts with {1}, but {2} starts VMs without a TEE on them.',
          entry.key.value,
          teeNames[tee],
          profile.handler,
        ),
        { severity: 'information' },
      );
    }
  }
  const state = entryOf(found.nodeSelector?.value, 'nvidia.com/cc.ready.state');
  const ready = textOf(state?.value);
  const wanted = profile.confidential === 'yes' ? 'true' : 'false';
  if (
    !state ||
    !profile.gpu ||
    profile.confidential === 'unknown' ||
    !/^(?:true|false)$/.test(ready ?? '') ||
    ready === wanted
  )
    return;
  report(
    'runtime-class-tee-selector-mismatch',
    state.value.span,
    t('{0} needs GPUs whose nvidia.com/cc.ready.state is "{1}".', profile.handler, wanted),
    { fixes: [replace(state.value.span, `"${wanted}"`, t('Change to "{0}"', wanted))] },
  );
}

function checkManaged(found: RuntimeClassObject, report: ClassReport): void {
  if (found.object.customRuntime || !found.object.complete) return;
  const label = entryOf(metadataMap(found, 'labels'), 'app.kubernetes.io/managed-by');
  if (!label || textOf(label.value) !== 'kata-deploy') return;
  report(
    'runtime-class-managed',
    label.value.span,
    t(
      'kata-deploy looks after this class: the next helm upgrade overwrites what is changed by hand. Set it in the values of the chart instead.',
    ),
  );
}

export const placementFamily: ManifestFamily = {
  rules: [
    {
      id: 'runtime-class-selector-missing',
      summary: 'Pods of the class may be placed on nodes without Kata',
      severity: 'warning',
      about:
        'Without `scheduling.nodeSelector` the scheduler places pods of the class on any node. On one without Kata they do not start: the node knows no runtime for the handler. kata-deploy labels its nodes `katacontainers.io/kata-runtime: "true"`. Where every node has Kata, silence this.',
      bad: manifestExample(
        sampleClass({ name: '«kata-qemu»', handler: 'kata-qemu' }).replace(/scheduling:[^]*/, ''),
      ),
      good: classExample(),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/templates/runtimeclasses.yaml@4.1.0',
    },
    {
      id: 'runtime-class-selector-typo',
      summary: 'The node selector asks for a label that no node has',
      severity: 'warning',
      about:
        'Node Feature Discovery sets `feature.node.kubernetes.io/cpu-security.sev.snp.enabled` and the like, all with `.enabled` at the end and the value `"true"`; there is no `cpu-security.sev` and no `cpu-security.sgx`. `…tdx.protected` exists, but marks nodes that are guests. `amd.feature.node.kubernetes.io/snp` and `intel.feature.node.kubernetes.io/tdx` come from a NodeFeatureRule, which kata-deploy brings. Pods with a selector that fits no node stay Pending.',
      bad: classExample({
        ...{ name: 'kata-qemu-snp', memory: '2048Mi', cpu: '"1.0"' },
        selector: '    «feature.node.kubernetes.io/cpu-security.sev»: "true"\n',
      }),
      good: classExample({
        ...{ name: 'kata-qemu-snp', memory: '2048Mi', cpu: '"1.0"' },
        selector: '    amd.feature.node.kubernetes.io/snp: "true"\n',
      }),
      source:
        'node-feature-discovery source/cpu; tools/packaging/kata-deploy/helm-chart/kata-deploy/templates/node-feature-rules.yaml@4.1.0',
    },
    {
      id: 'runtime-class-tee-selector-mismatch',
      summary: 'Handler and node selector are about different TEEs',
      severity: 'warning',
      about:
        'A handler for SEV-SNP starts only on AMD hosts, one for TDX only on Intel hosts. A selector, or a key in the overhead, of the other one places the pods where they cannot start. GPUs are for confidential guests where `nvidia.com/cc.ready.state` is `"true"`, and for others where it is `"false"`.',
      bad: classExample({
        ...{ name: 'kata-qemu-snp', memory: '2048Mi', cpu: '"1.0"' },
        selector: '    «intel.feature.node.kubernetes.io/tdx»: "true"\n',
      }),
      good: classExample({
        ...{ name: 'kata-qemu-snp', memory: '2048Mi', cpu: '"1.0"' },
        selector: '    amd.feature.node.kubernetes.io/snp: "true"\n',
      }),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/templates/runtimeclasses.yaml@4.1.0',
    },
    {
      id: 'runtime-class-managed',
      summary: 'The class belongs to kata-deploy',
      severity: 'information',
      about:
        'Classes with the label `app.kubernetes.io/managed-by: kata-deploy` are written by the Helm chart (since 3.25.0). Changes by hand last until the next `helm upgrade`; the values `shims.NAME.runtimeClass` and `runtimeClasses` of the chart last.',
      bad: manifestExample(
        sampleClass().replace(
          'metadata:\n',
          'metadata:\n  labels:\n    app.kubernetes.io/managed-by: «kata-deploy»\n',
        ),
      ),
      good: classExample(),
      source: 'tools/packaging/kata-deploy/helm-chart/kata-deploy/templates/runtimeclasses.yaml@4.1.0',
    },
  ],
  check: forClasses((found, { target }, report) => {
    checkMissing(found, target.version, report);
    checkLabels(entriesOf(found.nodeSelector?.value), found.profile, report);
    if (found.profile) checkTee(found, found.profile, report);
    checkManaged(found, report);
  }),
};
