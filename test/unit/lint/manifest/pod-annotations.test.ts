import assert from 'node:assert/strict';
import { findings, fixed, found, type Given } from './found';
import { image, pod, said } from './pod';

const hypervisor = 'io.katacontainers.config.hypervisor.';
const annotated = (className: string, name: string, value = '"1"'): string =>
  pod({ className, annotations: `${name}: ${value}\n` });
const about = (className: string, name: string, value?: string, given: Given = {}): string[] =>
  found(annotated(className, name, value), given).filter((line) => line.startsWith('pod-annotation'));
const message = (text: string, given: Given = {}): string => findings(text, given)[0]?.message ?? '';

describe('annotations of pods', () => {
  it('have names', () => {
    const name = `${hypervisor}default_mem`;
    assert.deepEqual(about('kata-remote', name), [`pod-annotation-unknown warning ${name}`]);
    assert.equal(
      fixed('pod-annotation-unknown', annotated('kata-remote', name)),
      annotated('kata-remote', `${hypervisor}default_memory`),
    );
    assert.match(message(annotated('kata-remote', name)), /the Go runtime refuses the pod/);
    assert.match(message(annotated('kata-qemu-runtime-rs', name)), /runtime-rs ignores it/);
    assert.match(
      message(annotated('kata-qemu', 'io.katacontainers.config.runtime.nonsense')),
      /nothing reads it/,
    );
    for (const other of [
      'io.katacontainers.volume.x',
      'io.katacontainers.fs-opt.block_device',
      'io.kubernetes.cri.x',
    ])
      assert.deepEqual(about('kata-qemu', other), [], other);
    assert.deepEqual(about('gvisor', name), []);
  });

  it('move with the release', () => {
    const old = 'io.katacontainers.config.runtime.cc_init_data';
    const now = `${hypervisor}cc_init_data`;
    const rule = 'pod-annotation-not-read';
    const text = (name: string): string => annotated('kata-qemu-coco-dev', name, '"$INITDATA"');
    assert.deepEqual(said(rule, text(old)), [`warning ${old}`]);
    assert.equal(fixed(rule, text(old)), text(now));
    assert.deepEqual(said(rule, text(old), { version: '3.19.0' }), []);
    assert.equal(fixed(rule, text(now), { version: '3.19.0' }), text(old));
  });

  it('are read by one runtime only', () => {
    const name = 'io.katacontainers.config.agent.cdh_api_timeout_ms';
    assert.deepEqual(about('kata-qemu', name), [`pod-annotation-not-read warning ${name}`]);
    assert.match(message(annotated('kata-qemu', name)), /only runtime-rs does/);
    assert.deepEqual(about('kata-qemu-runtime-rs', name), []);
    // the runtime behind it is not known
    assert.deepEqual(about('kata', name), []);
  });

  it('have to be enabled', () => {
    const vcpus = `${hypervisor}default_vcpus`;
    const disabled = [`pod-annotation-not-enabled warning ${vcpus}`];
    assert.deepEqual(about('kata-qemu', vcpus), disabled);
    assert.deepEqual(about('kata-qemu-debug', vcpus), disabled);
    assert.deepEqual(about('kata-qemu-runtime-rs', vcpus), []);
    assert.deepEqual(about('kata-qemu-runtime-rs', vcpus, '"1"', { version: '3.23.0' }), disabled);
    assert.deepEqual(about('kata-qemu-nvidia-gpu-runtime-rs', vcpus, '"1"', { version: '4.0.0' }), []);
    assert.deepEqual(about('kata-qemu-nvidia-gpu-runtime-rs', vcpus), disabled);
    for (const other of ['kata', 'kata-lab', 'kata-qemu-lab'])
      assert.deepEqual(about(other, vcpus), [], other);
    assert.match(message(annotated('kata-qemu', vcpus)), /refuses the pod/);
    assert.match(
      message(annotated('kata-qemu-nvidia-gpu-runtime-rs', vcpus)),
      /enables no annotation .* ignores it/,
    );
    // an entry matches anywhere in the name
    assert.deepEqual(about('kata-qemu', `${hypervisor}enable_iommu_platform`, '"true"'), []);
  });

  it('may reach the host', () => {
    for (const name of ['path', 'kernel', 'virtio_fs_extra_args', 'entropy_source', 'jailer_path'])
      assert.deepEqual(about('kata-qemu', hypervisor + name, '/x'), [
        `pod-annotation-unsafe warning ${hypervisor}${name}`,
      ]);
    assert.deepEqual(about('kata-remote', `${hypervisor}image`, 'ami-1'), []);
    assert.deepEqual(
      about('kata-qemu', `${hypervisor}virtio_fs_extra_args`, '"[]"', { version: '3.30.0' }),
      [],
    );
  });

  it('have values of a form', () => {
    const rule = 'pod-annotation-value';
    const value = (className: string, name: string, text: string): string[] =>
      said(rule, annotated(className, name, text));
    const seccomp = 'io.katacontainers.config.runtime.disable_guest_seccomp';
    assert.deepEqual(value('kata-qemu', seccomp, '"yes"'), ['warning "yes"']);
    assert.deepEqual(value('kata-qemu', seccomp, '"T"'), []);
    assert.deepEqual(value('kata-qemu-runtime-rs', seccomp, '"T"'), ['warning "T"']);
    assert.deepEqual(value('kata', seccomp, '"T"'), []);
    const memory = `${hypervisor}default_memory`;
    assert.deepEqual(value('kata-qemu-coco-dev', memory, '2Gi'), ['warning 2Gi']);
    assert.deepEqual(value('kata-qemu-runtime-rs', memory, '2Gi'), []);
    assert.deepEqual(value('kata-qemu-runtime-rs', memory, '${MEMORY}'), []);
    const model = 'io.katacontainers.config.runtime.internetworking_model';
    assert.deepEqual(value('kata-qemu', model, 'bridge'), ['warning bridge']);
    assert.deepEqual(value('kata-qemu', model, 'tcfilter'), []);
    assert.deepEqual(value('kata-qemu-runtime-rs', `${hypervisor}default_vcpus`, '"-1"'), ['warning "-1"']);
  });

  it('are texts', () => {
    const rule = 'pod-annotation-quotes';
    const name = 'io.katacontainers.config.runtime.disable_guest_seccomp';
    assert.deepEqual(said(rule, annotated('kata-qemu', name, 'yes')), ['error yes']);
    assert.deepEqual(said(rule, annotated('kata-qemu', name, '1')), ['error 1']);
    assert.equal(fixed(rule, annotated('kata-qemu', name, 'true')), annotated('kata-qemu', name, '"true"'));
  });
});

describe('the place of annotations', () => {
  const name = 'io.katacontainers.config.hypervisor.kernel_params';
  const job = (owner: string, template: string): string =>
    `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\n${owner}spec:\n  template:\n    metadata:\n      name: a\n${template}    spec:\n      runtimeClassName: kata-qemu\n      containers:\n        - name: a\n          image: ${image}\n          resources: {limits: {memory: 1Gi}}\n`;
  const rule = 'pod-annotation-place';

  it('is the pod template', () => {
    const text = job(`  annotations:\n    ${name}: a=b\n`, '');
    assert.deepEqual(said(rule, text), [`warning ${name}`]);
    assert.equal(fixed(rule, text), job('', `      annotations:\n        ${name}: a=b\n`));
    assert.equal(
      fixed(
        rule,
        job(`  annotations:\n    own: a\n    ${name}: a=b\n`, '      annotations:\n        other: c\n'),
      ),
      job('  annotations:\n    own: a\n', `      annotations:\n        other: c\n        ${name}: a=b\n`),
    );
    assert.deepEqual(said(rule, job('', `      annotations:\n        ${name}: a=b\n`)), []);
  });

  it('is not the labels, nor the job of a CronJob', () => {
    assert.deepEqual(said(rule, job('', `      labels:\n        ${name}: a\n`)), [`warning ${name}`]);
    const cron = `kind: CronJob\nspec:\n  jobTemplate:\n    metadata:\n      annotations:\n        ${name}: a\n    spec:\n      template:\n        spec:\n          runtimeClassName: kata-qemu\n`;
    assert.deepEqual(said(rule, cron), [`warning ${name}`]);
  });

  it('names the handler of the class', () => {
    const text = (value: string, className = 'kata-qemu'): string =>
      annotated(className, 'io.containerd.cri.runtime-handler', value);
    assert.deepEqual(said('pod-runtime-handler', text('kata-clh')), ['warning kata-clh']);
    assert.equal(fixed('pod-runtime-handler', text('kata-clh')), text('kata-qemu'));
    for (const fine of [
      text('kata-qemu'),
      text('$HANDLER'),
      text('kata-qemu', 'kata'),
      text('kata-tdx', 'kata-cc'),
    ])
      assert.deepEqual(said('pod-runtime-handler', fine), []);
  });
});
