import assert from 'node:assert/strict';
import { parseYaml } from '../../../../src/documents';
import { manifestModel, type PodTemplate } from '../../../../src/lint';

const pods = (text: string): readonly PodTemplate[] => manifestModel(parseYaml(text)).pods;

const spec = 'runtimeClassName: kata-qemu\ncontainers:\n- {name: a, image: b}\n';
const indent = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
const pod = `metadata:\n  annotations: {x: y}\nspec:\n${indent(spec, 2)}`;

describe('Pods in manifests', () => {
  it('are found in whatever carries them', () => {
    const controller = `metadata: {name: c}\nspec:\n  template:\n${indent(pod, 4)}`;
    const texts = [
      `kind: Pod\n${pod}`,
      ...[
        'Deployment',
        'StatefulSet',
        'DaemonSet',
        'Job',
        'ReplicaSet',
        'ReplicationController',
        'Rollout',
      ].map((kind) => `kind: ${kind}\n${controller}`),
      `kind: CronJob\nmetadata: {name: c}\nspec:\n  jobTemplate:\n    spec:\n      template:\n${indent(pod, 8)}`,
      `kind: List\nitems:\n- kind: Pod\n${indent(pod, 2)}`,
    ];
    for (const text of texts) {
      const [found, ...more] = pods(text);
      assert.deepEqual(more, [], text);
      assert.equal(found?.className, 'kata-qemu', text);
      assert.deepEqual(
        found.annotations.map(({ key }) => key.value),
        ['x'],
        text,
      );
      assert.deepEqual(
        found.containers.map(({ name, role }) => [name, role]),
        [['a', 'container']],
      );
      assert.equal(found.complete, true);
    }
  });

  it('are found in patches, of which nothing is missing', () => {
    const texts = [
      'kind: Deployment\nmetadata: {name: x}\nspec: {template: {spec: {runtimeClassName: kata-qemu}}}\n',
      'spec: {template: {spec: {runtimeClassName: kata-qemu}}}\n',
      '- op: add\n  path: /spec/template/spec/runtimeClassName\n  value: kata-qemu\n',
      'kind: Kustomization\npatches:\n- patch: |-\n    - op: replace\n      path: /spec/runtimeClassName\n      value: kata-qemu\n',
      'kind: Kustomization\npatchesStrategicMerge:\n- |\n  kind: Pod\n  spec: {runtimeClassName: kata-qemu}\n',
    ];
    for (const text of texts) {
      const [found, ...more] = pods(text);
      assert.deepEqual(more, [], text);
      assert.equal(found?.className, 'kata-qemu', text);
      assert.equal(found.complete, false, text);
      const { start, end } = found.object.part.toDocument(found.runtimeClassName!.value.span);
      assert.equal(text.slice(start, end), 'kata-qemu');
    }
  });

  it('have no class where a template or a placeholder stands in its place', () => {
    for (const name of ['{{ .Values.class }}', '${CLASS}', '@CLASS@', '"<your class>"', '']) {
      const [found] = pods(
        `kind: Pod\nspec:\n  runtimeClassName: ${name}\n  containers: [{name: a, image: b}]\n`,
      );
      assert.equal(found?.className, undefined, name);
    }
  });
});
